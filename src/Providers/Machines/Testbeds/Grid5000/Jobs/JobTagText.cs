using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>
/// Ownership tags and job names. All jobs of an owner have the same name. A tag is a condition on machines that is
/// always true, because the API returns only the name and the conditions of a job as they were submitted.
/// </summary>
internal static class JobTagText
{
    public const string NamePrefix = "scalewright-";
    private const string JobSign = "network_address <> 'scalewright-job ";
    private const string NoteSign = "network_address <> 'scalewright-note ";
    private const int HashLength = 24;

    /// <summary>
    /// Name of all jobs of an owner. It is a hash, because owner names are free text and job names are restricted.
    /// </summary>
    public static string GetName(Owner owner) =>
        NamePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner.ToString())))[..HashLength];

    public static string Write(JobTag tag) => JobSign + Pack(tag, JobTagJson.Default.JobTag);

    public static string Write(JobNote note) => NoteSign + Pack(note, JobTagJson.Default.JobNote);

    /// <returns>Null if the conditions contain no tag.</returns>
    public static JobTag? ReadTag(string? properties) => Unpack(properties, JobSign, JobTagJson.Default.JobTag);

    /// <returns>Null if the conditions contain no note.</returns>
    public static JobNote? ReadNote(string? properties) => Unpack(properties, NoteSign, JobTagJson.Default.JobNote);

    private static string Pack<T>(T value, JsonTypeInfo<T> type) =>
        $"{Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value, type))}'";

    private static T? Unpack<T>(string? properties, string sign, JsonTypeInfo<T> type)
        where T : class
    {
        int at = properties?.IndexOf(sign, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        string text = properties![(at + sign.Length)..].Split('\'')[0];
        try
        {
            return JsonSerializer.Deserialize(Convert.FromBase64String(text), type);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Not written by this library.
            return null;
        }
    }
}

/// <summary>Ownership tag of a job, with its nodes.</summary>
/// <param name="Sequence">Number of the last acknowledged change of the owner's state at the time of the
/// request.</param>
internal sealed record JobTag(string Owner, long Epoch = 0, long Sequence = 0, DateTimeOffset? ExpiresAt = null)
{
    public required IReadOnlyList<Grid5000NodeTag> Nodes { get; init; }
}

/// <summary>A node of a job, as stored in the job at creation.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Token">Token of the step that created the node.</param>
/// <param name="Group">Group of the node; null for none.</param>
/// <param name="Digest">Digest of the node's definition; null for none.</param>
/// <param name="Cluster">Requested cluster of its machine; null for any.</param>
/// <param name="Environment">Environment of its machine; null for no deployment.</param>
internal sealed record Grid5000NodeTag(
    string Name,
    string Token,
    string? Group = null,
    string? Digest = null,
    string? Cluster = null,
    string? Environment = null
);

/// <summary>
/// Change of a node after its job was submitted. Jobs are immutable, so the note is stored in another job, which does
/// nothing and stays in the job history.
/// </summary>
/// <param name="Owner">Owner of the node, as text.</param>
/// <param name="Job">Number of the job of the node.</param>
/// <param name="Index">Index of the node in the job.</param>
/// <param name="Epoch">Epoch of the owner at the time of the request.</param>
/// <param name="Sequence">Number of the last acknowledged change of the owner's state at the time of the
/// request.</param>
/// <param name="Digest">New digest of the node's definition; null for none.</param>
/// <param name="ExpiresAt">New expiry of the ownership; null for never.</param>
/// <param name="IsRemoved">True if the node was released.</param>
internal sealed record JobNote(
    string Owner,
    long Job,
    int Index = 0,
    long Epoch = 0,
    long Sequence = 0,
    string? Digest = null,
    DateTimeOffset? ExpiresAt = null,
    bool IsRemoved = false
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(JobTag))]
[JsonSerializable(typeof(JobNote))]
internal sealed partial class JobTagJson : JsonSerializerContext;
