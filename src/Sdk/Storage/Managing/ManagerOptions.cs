using Scalewright.Journals;

namespace Scalewright.Storage.Managing;

/// <summary>How a manager behaves. The defaults are those of the real one, which has a password that everybody knows: there is none here.</summary>
public sealed record ManagerOptions
{
    /// <summary>Time; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The folder of its state; null, the default, for memory alone.</summary>
    public string? Folder { get; init; }

    /// <summary>The disk with that folder, as a simulated one in virtual time; null, the default, for this machine's.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>Go on where the folder has less than it once had, as after a journal was cut; default false.</summary>
    public bool AcceptOlder { get; init; }

    /// <summary>The id of a lock of the folder to break, whose holder is gone for good; null, the default, for none. That holder writes nothing any more.</summary>
    public string? BreakLock { get; init; }

    /// <summary>Read the folder and change nothing there: no lock is taken, no byte is written, and all that happens stays in memory. What the folder would be refused for is refused, save that
    /// another holds it. Default false.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Where secrets and ids are drawn from; null, the default, from the system. A seeded one makes runs repeat and secrets guessable.</summary>
    public Random? Chance { get; init; }

    /// <summary>Its version; agents of another major or a newer minor version are refused. Default 3.0.1.</summary>
    public string Version { get; init; } = "3.0.1";

    /// <summary>How long a question for messages is held; default 30 seconds.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a host counts as lost; default 60 seconds.</summary>
    public TimeSpan ContactMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two looks for lost hosts; default 10 seconds.</summary>
    public TimeSpan ContactCheck { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its start no host is lost; default 30 seconds.</summary>
    public TimeSpan ContactGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take; default 600 seconds.</summary>
    public TimeSpan CommandMax { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Messages that each service takes in a second; null, the default, as many as it can.</summary>
    public int? ServiceRate { get; init; }

    /// <summary>Whether a registered server is set up at once; default true. Off, its command ends without a step.</summary>
    public bool SetsUpHosts { get; init; } = true;

    /// <summary>Whether simulated storage controllers are accepted; default true.</summary>
    public bool HasSimulatorController { get; init; } = true;

    /// <summary>The one user; default <c>admin</c>.</summary>
    public string UserName { get; init; } = "admin";

    /// <summary>The user's password. It has no default, and must not be empty.</summary>
    public required string Password { get; init; }
}
