namespace Scalewright.Agents.Dialing;

/// <summary>How long names and addresses are waited for.</summary>
internal sealed record DialOptions
{
    /// <summary>How long a name is asked for, aliases included; default 5 seconds.</summary>
    public TimeSpan NameDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered that a name has no address, 5 seconds at most; default 5 seconds. Addresses are not remembered.</summary>
    public TimeSpan MissingAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an address has for itself before the next one is tried beside it; default 250 milliseconds.</summary>
    public TimeSpan Stagger { get; init; } = TimeSpan.FromMilliseconds(250); // RFC 8305, section 5: the recommended Connection Attempt Delay.

    /// <summary>How long one address is tried; default 10 seconds.</summary>
    public TimeSpan AddressDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many aliases are followed; default 8.</summary>
    public int AliasesMax { get; init; } = 8;

    /// <summary>Time of waiting; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
