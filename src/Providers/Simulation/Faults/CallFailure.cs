namespace Scalewright.Providers.Simulation;

/// <summary>How a call to a cloud goes wrong.</summary>
public enum CallFailure
{
    /// <summary>It is refused with a passing error, as 500 or 503, before anything is done.</summary>
    Busy,

    /// <summary>It is refused because there were too many, as 429, before anything is done.</summary>
    Throttled,

    /// <summary>It never arrives, and nobody answers.</summary>
    LostCall,

    /// <summary>It is done, and the answer never arrives.</summary>
    LostAnswer,

    /// <summary>It arrives twice; the caller gets one answer.</summary>
    Doubled,

    /// <summary>Who asks is not accepted.</summary>
    CredentialsRefused,
}
