namespace Scalewright.Providers.AutoScaling;

/// <summary>Whose rules groups follow.</summary>
public enum GroupRules
{
    /// <summary>Phantom's where a group has the tag <c>PHANTOM_DEFINITION</c>, AWS's else.</summary>
    ByTag,

    /// <summary>AWS's, all of them.</summary>
    Aws,

    /// <summary>Phantom's, all of them.</summary>
    Phantom,
}
