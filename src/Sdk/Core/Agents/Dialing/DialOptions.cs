namespace Scalewright.Agents.Dialing;

internal sealed record DialOptions
{
    /// <summary>Timeout of name resolution, including aliases. Default 5 seconds.</summary>
    public TimeSpan NameDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cache time of unresolved names. Default and maximum 5 seconds. Addresses are not cached.</summary>
    public TimeSpan MissingAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Delay before the next address is tried in parallel. Default 250 milliseconds.</summary>
    public TimeSpan Stagger { get; init; } = TimeSpan.FromMilliseconds(250); // RFC 8305, section 5: the recommended Connection Attempt Delay.

    /// <summary>Timeout of one address. Default 10 seconds.</summary>
    public TimeSpan AddressDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public int AliasesMax { get; init; } = 8;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
