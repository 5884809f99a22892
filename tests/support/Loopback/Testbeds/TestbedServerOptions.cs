namespace Loopback.Testbeds;

/// <summary>What all testbeds have in common. Times that are not set are none: things happen at once.</summary>
public abstract record TestbedServerOptions
{
    /// <summary>Port on the loopback; 0: one that the system gives.</summary>
    public int Port { get; init; }

    /// <summary>Who is let in: a user, or an application credential's id.</summary>
    public string User { get; init; } = "ann";

    public string Password { get; init; } = "secret";

    /// <summary>How late lists are. Single objects are told as they are.</summary>
    public TimeSpan ListLag { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
