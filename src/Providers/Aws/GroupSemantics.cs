namespace Scalewright.Providers.AutoScaling;

/// <summary>Rules that groups follow.</summary>
public enum GroupSemantics
{
    /// <summary>Phantom's rules for groups with the tag <c>PHANTOM_DEFINITION</c>, AWS's rules for others.</summary>
    ByTag,

    /// <summary>AWS's rules for all groups.</summary>
    Aws,

    /// <summary>Phantom's rules for all groups.</summary>
    Phantom,
}
