namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The one network that every account has. Its ids follow from the account; nothing is routed by it.</summary>
internal static class DefaultNetwork
{
    /// <summary>Id of the VPC.</summary>
    public static string VpcId(AccountState state) => Identity.Of("vpc", state.Seed + 3, 2);

    /// <summary>Id of the security group that instances have when none is named.</summary>
    public static string SecurityGroupId(AccountState state) => Identity.Of("sg", state.Seed + 2, 3);
}
