namespace Loopback.Testbeds;

/// <summary>Options that all testbeds share. Durations default to zero.</summary>
public abstract record TestbedServerOptions
{
    /// <summary>Port on the loopback interface; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>User name, or id of an application credential, that may log in.</summary>
    public string User { get; init; } = "ann";

    public string Password { get; init; } = "secret";

    /// <summary>Staleness of lists. Single objects are always current.</summary>
    public TimeSpan ListLag { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
