namespace Scalewright.Providers.Simulation;

/// <summary>Failure of a call to a cloud.</summary>
public enum CallFailure
{
    /// <summary>The call is rejected with a transient error such as 500 or 503. Nothing is done.</summary>
    Busy,

    /// <summary>The call is rejected because of rate limiting (429). Nothing is done.</summary>
    Throttled,

    /// <summary>The request is lost, and the call times out.</summary>
    RequestLost,

    /// <summary>The request is executed, but the response is lost.</summary>
    ResponseLost,

    /// <summary>The request arrives twice. The caller receives one response.</summary>
    Duplicated,

    /// <summary>The credentials are rejected.</summary>
    CredentialsRefused,
}
