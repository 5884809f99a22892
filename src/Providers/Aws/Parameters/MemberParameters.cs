namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class MemberParameters
{
    public static ParameterTable Processes { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "ScalingProcesses.member.N");

    public static ParameterTable Attach { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "InstanceIds.member.N");

    public static ParameterTable Detach { get; } = Attach.Done("ShouldDecrementDesiredCapacity");

    public static ParameterTable SetProtection { get; } = Attach.Done("ProtectedFromScaleIn");

    public static ParameterTable SetHealth { get; } = ParameterTable.Empty.Done(
        "InstanceId", "HealthStatus", "ShouldRespectGracePeriod");
}
