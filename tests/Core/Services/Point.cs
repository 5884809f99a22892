namespace Services.Tests;

public readonly record struct Point(float X, ulong Y);
