using System.Net.Http.Headers;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

internal sealed partial class FlinkClient
{
    /// <summary>Uploads a program.</summary>
    /// <param name="name">File name, ending in <c>.jar</c>.</param>
    /// <returns>ID of the jar.</returns>
    public async Task<string> UploadJarAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        JsonPathValue response = await SendAsync(HttpMethod.Post, "/jars/upload", Form, isRepeatable: false, cancellationToken);
        string path = response["filename"].Text();
        return path[(path.LastIndexOf('/') + 1)..] is { Length: > 0 } id ? id : throw response["filename"].Error("the path of a jar");

        HttpContent Form()
        {
            ReadOnlyMemoryContent jar = new(content);
            jar.Headers.ContentType = new MediaTypeHeaderValue("application/x-java-archive");
            return new MultipartFormDataContent { { jar, "jarfile", name } };
        }
    }

    /// <summary>Returns the IDs of all jars: random characters, <c>_</c>, and the name of the file.</summary>
    public async Task<ValueList<string>> ListJarsAsync(CancellationToken cancellationToken = default) =>
        [.. (await GetAsync("/jars", cancellationToken))["files"].List().Select(jar => jar["id"].Text())];

    /// <summary>Deletes a jar. Its jobs continue. Succeeds if the jar does not exist.</summary>
    public async Task DeleteJarAsync(string jar, CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, $"/jars/{Escaped(jar)}", null, isRepeatable: true, cancellationToken);
        }
        catch (HttpServiceException exception)
            when (exception.Status is 400 or 404 && exception.Message.Contains("does not exist", StringComparison.Ordinal))
        {
            // Already deleted.
        }
    }

    public async Task<string> RunJarAsync(string jar, FlinkSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentOutOfRangeException.ThrowIfLessThan(submission.Parallelism, 1, nameof(submission));
        JsonPathValue response = await SendAsync(
            HttpMethod.Post,
            $"/jars/{Escaped(jar)}/run",
            Body,
            isRepeatable: false,
            cancellationToken
        );
        return response["jobid"].Text();

        HttpContent Body() =>
            Json(json =>
            {
                json.WriteString("jobId", submission.Id);
                json.WriteNumber("parallelism", submission.Parallelism);
                if (submission.Savepoint.Length > 0)
                {
                    json.WriteString("savepointPath", submission.Savepoint);
                }

                if (submission.EntryClass.Length > 0)
                {
                    json.WriteString("entryClass", submission.EntryClass);
                }

                json.WriteStartArray("programArgsList");
                foreach (string argument in submission.Arguments)
                {
                    json.WriteStringValue(argument);
                }

                json.WriteEndArray();
            });
    }

    /// <summary>Cancels a job without a savepoint. The job ends some time later.</summary>
    public async Task CancelAsync(string job, CancellationToken cancellationToken = default) =>
        await SendAsync(HttpMethod.Patch, $"/jobs/{Escaped(job)}?mode=cancel", null, isRepeatable: true, cancellationToken);

    /// <summary>Requests a savepoint after which the job stops.</summary>
    /// <param name="folder">Folder for savepoints, for example <c>s3://savepoints/join</c>.</param>
    /// <returns>ID of the savepoint request.</returns>
    public async Task<string> StopWithSavepointAsync(string job, string folder, CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await SendAsync(
            HttpMethod.Post,
            $"/jobs/{Escaped(job)}/stop",
            Body,
            isRepeatable: false,
            cancellationToken
        );
        return response["request-id"].Text();

        HttpContent Body() =>
            Json(json =>
            {
                json.WriteString("targetDirectory", folder);
                json.WriteBoolean("drain", false);
            });
    }

    /// <summary>Returns the state of a savepoint.</summary>
    public async Task<FlinkSavepoint> GetSavepointAsync(string job, string trigger, CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync($"/jobs/{Escaped(job)}/savepoints/{Escaped(trigger)}", cancellationToken);
        JsonPathValue status = response["status"]["id"];
        switch (status.Text())
        {
            case "IN_PROGRESS":
                return new FlinkSavepoint(IsCompleted: false, "", "");
            case "COMPLETED":
                JsonPathValue operation = response["operation"];
                return operation["failure-cause"] is { IsThere: true } cause
                    ? new FlinkSavepoint(IsCompleted: true, "", TextEscaping.Escape(GetMessage(cause)))
                    : new FlinkSavepoint(IsCompleted: true, operation["location"].Text(), "");
            default:
                throw status.Error("IN_PROGRESS or COMPLETED");
        }
    }

    /// <summary>Returns the last savepoint in the checkpoint history of a job; null if there is no savepoint.</summary>
    public async Task<string?> FindSavepointAsync(string job, CancellationToken cancellationToken = default)
    {
        JsonPathValue? latest = await FindLatestAsync(job, cancellationToken);
        return latest is { IsThere: true } checkpoint && checkpoint["savepoint"] is { IsThere: true } savepoint
            ? savepoint["external_path"].Text()
            : null;
    }

    /// <summary>
    /// Rescales a running job without a savepoint. Requires Flink 1.18 or later and the adaptive scheduler.
    /// </summary>
    public async Task RescaleAsync(string job, ValueMap<int> parallelism, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parallelism);
        await SendAsync(HttpMethod.Put, $"/jobs/{Escaped(job)}/resource-requirements", Body, isRepeatable: true, cancellationToken);

        HttpContent Body() =>
            Json(json =>
            {
                foreach ((string vertex, int count) in parallelism)
                {
                    json.WriteStartObject(vertex);
                    json.WriteStartObject("parallelism");
                    json.WriteNumber("lowerBound", 1);
                    json.WriteNumber("upperBound", count);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            });
    }
}

/// <summary>State of a requested savepoint.</summary>
/// <param name="IsCompleted">True if the savepoint completed or failed.</param>
/// <param name="Location">Path of the savepoint; empty while it is in progress and if it failed.</param>
/// <param name="Failure">Error message; empty if it did not fail.</param>
internal sealed record FlinkSavepoint(bool IsCompleted, string Location, string Failure);

/// <param name="Id">ID of the new job, 32 hexadecimal digits.</param>
internal sealed record FlinkSubmission(string Id, int Parallelism)
{
    /// <summary>Savepoint to start from. Default empty: start without state.</summary>
    public string Savepoint { get; init; } = "";

    /// <summary>Main class. Default empty: the class in the manifest of the jar.</summary>
    public string EntryClass { get; init; } = "";

    public ValueList<string> Arguments { get; init; } = [];
}
