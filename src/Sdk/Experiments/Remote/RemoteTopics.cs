namespace Scalewright.Experiments.Remote;

/// <summary>The topics by which Scalehub's operator is driven, and those that we add.</summary>
internal static class RemoteTopics
{
    /// <summary>A command, until it is taken.</summary>
    public const string Command = "experiment/command";

    /// <summary>What came of the last command, in a word.</summary>
    public const string Ack = "experiment/ack";

    /// <summary>The stage, in a word.</summary>
    public const string State = "experiment/state";

    /// <summary>What came of a command, with its id. Ours.</summary>
    public const string Reply = "experiment/reply";

    /// <summary>All that the operator does. Ours.</summary>
    public const string Progress = "experiment/progress";

    /// <summary>The word for a command that cannot be.</summary>
    public const string Invalid = "INVALID_COMMAND";
}
