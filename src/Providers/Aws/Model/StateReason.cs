namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Reasons for the stop or termination of an instance.</summary>
/// <remarks>Codes and messages: EC2 API reference, StateReason.</remarks>
internal static class StateReason
{
    public const string User = "Client.UserInitiatedShutdown";
    public const string Instance = "Client.InstanceInitiatedShutdown";
    public const string NoCapacity = "Server.InsufficientInstanceCapacity";
    public const string Failure = "Server.InternalError";

    /// <summary>Code of an instance; empty while it runs, and for journals that lack it.</summary>
    public static string GetCode(InstanceRecord instance) => IsDown(instance) ? instance.Reason : "";

    public static string GetMessage(InstanceRecord instance) =>
        GetCode(instance) switch
        {
            User => $"{User}: User initiated shutdown",
            Instance => $"{Instance}: Instance initiated shutdown",
            NoCapacity => $"{NoCapacity}: There was insufficient capacity available to satisfy the launch request",
            Failure => $"{Failure}: Internal error on launch",
            _ => "",
        };

    /// <summary>Reason of the last transition, as EC2 formats it; empty while the instance runs.</summary>
    public static string GetTransition(InstanceRecord instance) =>
        GetCode(instance) switch
        {
            User when instance.ReasonAt is { } at => at.UtcDateTime.ToString(
                "'User initiated ('yyyy-MM-dd HH:mm:ss' GMT)'",
                CultureInfo.InvariantCulture
            ),
            NoCapacity or Failure => instance.Reason,
            _ => "",
        };

    private static bool IsDown(InstanceRecord instance) =>
        instance.IsEnding
        || instance.State == InstanceState.Terminated
        || (instance.State != InstanceState.Pending && instance.Power is PowerState.Stopping or PowerState.Stopped);
}
