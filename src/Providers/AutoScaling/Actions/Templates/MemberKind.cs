namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>What the value of a member of launch template data must be.</summary>
internal enum MemberKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Truth,

    /// <summary>An integer.</summary>
    Number,
}
