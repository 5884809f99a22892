namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class MemberParameters
{
    public static ParameterTable Processes { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "ScalingProcesses.member.N");

    public static ParameterTable Attach { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "InstanceIds.member.N");

    public static ParameterTable Detach { get; } = Attach.AddRead("ShouldDecrementDesiredCapacity");

    public static ParameterTable SetProtection { get; } = Attach.AddRead("ProtectedFromScaleIn");

    public static ParameterTable SetHealth { get; } =
        ParameterTable.Empty.AddRead("InstanceId", "HealthStatus", "ShouldRespectGracePeriod");
}
