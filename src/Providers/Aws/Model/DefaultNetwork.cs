namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The only network of an account. Its IDs derive from the account; it does not affect routing.</summary>
internal static class DefaultNetwork
{
    public static string VpcId(AccountState state) => IdGenerator.Create("vpc", state.Seed + 3, 2);

    /// <summary>ID of the default security group.</summary>
    public static string SecurityGroupId(AccountState state) => IdGenerator.Create("sg", state.Seed + 2, 3);
}
