using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Marks as comments behind the command of a job, and names of jobs, which are the same for all jobs of an owner.</summary>
internal static class MarkText
{
    public const string NamePrefix = "scalewright-";
    private const string JobSign = " # scalewright-job ";
    private const string NoteSign = " # scalewright-note ";
    private const int HashLength = 24;

    /// <summary>How all jobs of an owner are called: names are free texts, and job names are not.</summary>
    public static string NameOf(Owner owner) => NamePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner.ToString())))[..HashLength];

    /// <summary>The command that keeps a job: it never ends by itself, since a job may be given more time. It runs on the front end, not on deployed machines.</summary>
    public static string Write(JobMark mark) => "sleep infinity" + JobSign + Pack(mark, JobMarkJson.Default.JobMark);

    public static string Write(JobNote note) => "true" + NoteSign + Pack(note, JobMarkJson.Default.JobNote);

    /// <returns>Null: it is none.</returns>
    public static JobMark? ReadMark(string? command) => Unpack(command, JobSign, JobMarkJson.Default.JobMark);

    /// <returns>Null: it is none.</returns>
    public static JobNote? ReadNote(string? command) => Unpack(command, NoteSign, JobMarkJson.Default.JobNote);

    private static string Pack<T>(T value, JsonTypeInfo<T> type) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static T? Unpack<T>(string? command, string sign, JsonTypeInfo<T> type)
        where T : class
    {
        int at = command?.IndexOf(sign, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(command![(at + sign.Length)..].Trim()), type);
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            // Whoever wrote that, it was not this library.
            return null;
        }
    }
}

/// <summary>Whose a job is, and which nodes it holds.</summary>
/// <param name="Sequence">The last change of the owner's state that was acknowledged when it was requested.</param>
internal sealed record JobMark(string Owner, long Epoch = 0, long Sequence = 0, DateTimeOffset? ExpiresAt = null)
{
    public required IReadOnlyList<NodeMark> Nodes { get; init; }
}

/// <summary>A node of a job, as the job's command carries it from the beginning.</summary>
/// <param name="Cluster">The cluster that its machine is of; null: any.</param>
/// <param name="Environment">What is put on its machine; null: nothing.</param>
internal sealed record NodeMark(string Name, string Token, string? Group = null, string? Digest = null, string? Cluster = null, string? Environment = null);

/// <summary>What became of a node after its job was submitted. Jobs cannot be changed, so that a job that does nothing carries it: the history of jobs keeps it.</summary>
/// <param name="Job">The job of the node.</param>
/// <param name="Index">Which of its nodes.</param>
/// <param name="Sequence">The last change of the owner's state that was acknowledged when it was requested.</param>
/// <param name="IsRemoved">Whether it was given back.</param>
internal sealed record JobNote(
    string Owner, long Job, int Index = 0, long Epoch = 0, long Sequence = 0, string? Digest = null, DateTimeOffset? ExpiresAt = null, bool IsRemoved = false);

/// <summary>Reads and writes marks without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobMark))]
[JsonSerializable(typeof(JobNote))]
internal sealed partial class JobMarkJson : JsonSerializerContext;
