namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Processes of groups that can be suspended (AutoScaling user guide, "Suspend and resume").</summary>
internal static class ScalingProcess
{
    public const string Launch = "Launch";
    public const string Terminate = "Terminate";
    public const string AddToLoadBalancer = "AddToLoadBalancer";
    public const string AlarmNotification = "AlarmNotification";
    public const string AzRebalance = "AZRebalance";
    public const string HealthCheck = "HealthCheck";
    public const string InstanceRefresh = "InstanceRefresh";
    public const string ReplaceUnhealthy = "ReplaceUnhealthy";
    public const string ScheduledActions = "ScheduledActions";

    /// <summary>
    /// All processes. Two have no effect, since there are no load balancers and no instance refreshes.
    /// </summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AddToLoadBalancer,
        AlarmNotification,
        AzRebalance,
        HealthCheck,
        InstanceRefresh,
        Launch,
        ReplaceUnhealthy,
        ScheduledActions,
        Terminate,
    ];
}
