namespace Scalewright.Providers.AutoScaling;

/// <summary>Account of the holders of access keys.</summary>
/// <param name="Name">Name, as refusals report it: <c>user/NAME</c>.</param>
/// <param name="Permissions">Actions that its keys may call.</param>
public sealed record AccessAccount(string Name, AccessPermissions Permissions)
{
    /// <summary>The account of keys that name none: full permissions.</summary>
    public static AccessAccount Owner { get; } = new("owner", AccessPermissions.Full);
}
