namespace Scalewright.Experiments.Remote;

/// <summary>MQTT topics of Scalehub's operator, and the additional ones of Scalewright.</summary>
internal static class RemoteTopics
{
    /// <summary>Command, retained until the operator consumes it.</summary>
    public const string Command = "experiment/command";

    /// <summary>Acknowledgment of the last command.</summary>
    public const string Ack = "experiment/ack";

    public const string State = "experiment/state";

    /// <summary>Response to a command with its ID. Scalewright only.</summary>
    public const string Reply = "experiment/reply";

    /// <summary>Complete state of the operator. Scalewright only.</summary>
    public const string Progress = "experiment/progress";

    public const string Invalid = "INVALID_COMMAND";
}
