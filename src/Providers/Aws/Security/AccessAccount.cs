namespace Scalewright.Providers.AutoScaling;

/// <summary>Account that owns access keys.</summary>
/// <param name="Name">Name, as reported in rejections: <c>user/NAME</c>.</param>
/// <param name="Permissions">Actions that its keys can call.</param>
public sealed record AccessAccount(string Name, AccessPermissions Permissions)
{
    /// <summary>Default account of keys, with full permissions.</summary>
    public static AccessAccount Owner { get; } = new("owner", AccessPermissions.Full);
}
