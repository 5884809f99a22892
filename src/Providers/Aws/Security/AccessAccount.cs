namespace Scalewright.Providers.AutoScaling;

/// <summary>Account of the holders of access keys.</summary>
/// <param name="Name">Name, as reported in rejections: <c>user/NAME</c>.</param>
/// <param name="Permissions">Actions that its keys can call.</param>
public sealed record AccessAccount(string Name, AccessPermissions Permissions)
{
    /// <summary>Account of keys without an account of their own: full permissions.</summary>
    public static AccessAccount Owner { get; } = new("owner", AccessPermissions.Full);
}
