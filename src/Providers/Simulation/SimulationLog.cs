using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Simulation;

internal static partial class SimulationLog
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "At {At}: {Fault} began")]
    public static partial void FaultStarted(ILogger logger, TimeSpan at, Fault fault);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "The program of {Controller} was killed at {At}")]
    public static partial void ProgramKilled(ILogger logger, string controller, TimeSpan at);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Debug, Message = "The run ended at {At} after {Steps} steps")]
    public static partial void RunEnded(ILogger logger, TimeSpan at, long steps);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "At {At}, the target of a fault did not exist: {Problem}")]
    public static partial void FaultTargetNotFound(ILogger logger, TimeSpan at, Problem problem);
}
