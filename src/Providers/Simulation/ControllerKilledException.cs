namespace Scalewright.Providers.Simulation;

/// <summary>Thrown when a fault kills the running program. The program was not unwound; run it again.</summary>
public sealed class ControllerKilledException : Exception
{
    internal ControllerKilledException(string controller, TimeSpan at)
        : base($"The program of {controller} was killed at {at}.") => (Controller, At) = (controller, at);

    /// <summary>Host that the program ran on.</summary>
    public string Controller { get; }

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }
}
