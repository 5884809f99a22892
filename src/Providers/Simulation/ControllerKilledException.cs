namespace Scalewright.Providers.Simulation;

/// <summary>A fault ended the program under way, as a kill or a loss of power does: nothing of it was unwound. Run it again to see whether it recovers.</summary>
public sealed class ControllerKilledException : Exception
{
    internal ControllerKilledException(string controller, TimeSpan at)
        : base($"The program of {controller} was killed at {at}.") => (Controller, At) = (controller, at);

    /// <summary>The host it ran on.</summary>
    public string Controller { get; }

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan At { get; }
}
