namespace Services.Tests;

/// <summary>A value type.</summary>
public readonly record struct Point(float X, ulong Y);
