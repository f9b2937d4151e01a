export const isApple = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);
