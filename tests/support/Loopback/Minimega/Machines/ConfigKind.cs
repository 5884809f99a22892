namespace Loopback.Minimega.Machines;

/// <summary>What a setting holds.</summary>
internal enum ConfigKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>A number without sign.</summary>
    Unsigned,

    /// <summary>A number with sign.</summary>
    Signed,

    /// <summary>Texts in order.</summary>
    List,

    /// <summary>Texts by key.</summary>
    Map,
}
