namespace Scalewright.Providers.AutoScaling;

/// <summary>Actions that an account can call.</summary>
public enum AccessPermissions
{
    /// <summary>All actions.</summary>
    Full,

    /// <summary>Actions that change nothing.</summary>
    ReadOnly,
}
