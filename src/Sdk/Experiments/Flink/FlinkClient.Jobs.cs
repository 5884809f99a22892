using System.Net.Http.Headers;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

/// <summary>What starts, stops and changes jobs.</summary>
internal sealed partial class FlinkClient
{
    /// <summary>Brings a program to the cluster.</summary>
    /// <param name="name">Its file name; ends with <c>.jar</c>.</param>
    /// <returns>The id to run it by.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<string> UploadJarAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        JsonPart answer = await SendAsync(HttpMethod.Post, "/jars/upload", Form, isRepeatable: false, cancellationToken);
        string path = answer["filename"].Text();
        return path[(path.LastIndexOf('/') + 1)..] is { Length: > 0 } id ? id : throw answer["filename"].Wrong("the path of a jar");

        HttpContent Form()
        {
            ReadOnlyMemoryContent jar = new(content);
            jar.Headers.ContentType = new MediaTypeHeaderValue("application/x-java-archive");
            return new MultipartFormDataContent { { jar, "jarfile", name } };
        }
    }

    /// <summary>Removes a program; jobs of it go on. One that is gone already is fine.</summary>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task DeleteJarAsync(string jar, CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, $"/jars/{Escaped(jar)}", null, isRepeatable: true, cancellationToken);
        }
        catch (ServiceException refusal) when (refusal.Status == 404)
        {
            // What was wanted.
        }
    }

    /// <summary>Starts a program as a job.</summary>
    /// <param name="submission">How.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<string> RunJarAsync(string jar, FlinkSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentOutOfRangeException.ThrowIfLessThan(submission.Parallelism, 1, nameof(submission));
        JsonPart answer = await SendAsync(HttpMethod.Post, $"/jars/{Escaped(jar)}/run", Body, isRepeatable: false, cancellationToken);
        return answer["jobid"].Text();

        HttpContent Body() => Json(json =>
        {
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

    /// <summary>Ends a job without a savepoint; it is over some time later.</summary>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task CancelAsync(string job, CancellationToken cancellationToken = default) =>
        await SendAsync(HttpMethod.Patch, $"/jobs/{Escaped(job)}?mode=cancel", null, isRepeatable: true, cancellationToken);

    /// <summary>Asks for a savepoint after which the job ends.</summary>
    /// <param name="folder">Where savepoints go, as in <c>s3://savepoints/join</c>.</param>
    /// <returns>The id to look for it by.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<string> StopAsync(string job, string folder, CancellationToken cancellationToken = default)
    {
        JsonPart answer = await SendAsync(HttpMethod.Post, $"/jobs/{Escaped(job)}/stop", Body, isRepeatable: false, cancellationToken);
        return answer["request-id"].Text();

        HttpContent Body() => Json(json =>
        {
            json.WriteString("targetDirectory", folder);
            json.WriteBoolean("drain", false);
        });
    }

    /// <summary>Asks for a savepoint of a job that goes on.</summary>
    /// <param name="folder">Where savepoints go.</param>
    /// <returns>The id to look for it by.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<string> TriggerSavepointAsync(string job, string folder, CancellationToken cancellationToken = default)
    {
        JsonPart answer = await SendAsync(HttpMethod.Post, $"/jobs/{Escaped(job)}/savepoints", Body, isRepeatable: false, cancellationToken);
        return answer["request-id"].Text();

        HttpContent Body() => Json(json =>
        {
            json.WriteString("target-directory", folder);
            json.WriteBoolean("cancel-job", false);
        });
    }

    /// <summary>How far a savepoint is.</summary>
    /// <param name="trigger">What <see cref="StopAsync"/> or <see cref="TriggerSavepointAsync"/> gave.</param>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<FlinkSavepoint> SavepointAsync(string job, string trigger, CancellationToken cancellationToken = default)
    {
        JsonPart answer = await GetAsync($"/jobs/{Escaped(job)}/savepoints/{Escaped(trigger)}", cancellationToken);
        JsonPart status = answer["status"]["id"];
        switch (status.Text())
        {
            case "IN_PROGRESS":
                return new FlinkSavepoint(IsOver: false, "", "");
            case "COMPLETED":
                JsonPart operation = answer["operation"];
                return operation["failure-cause"] is { IsThere: true } cause
                    ? new FlinkSavepoint(IsOver: true, "", Printable.Escape(cause["stack-trace"] is { IsThere: true } trace ? trace.Text().Split('\n')[0] : cause["class"].Text()))
                    : new FlinkSavepoint(IsOver: true, operation["location"].Text(), "");
            default:
                throw status.Wrong("IN_PROGRESS or COMPLETED");
        }
    }

    /// <summary>Where the last savepoint of a job is, as its checkpoints tell it; null when there is none.</summary>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<string?> SavepointOfAsync(string job, CancellationToken cancellationToken = default)
    {
        JsonPart latest = (await GetAsync($"/jobs/{Escaped(job)}/checkpoints", cancellationToken))["latest"];
        return latest.IsThere && latest["savepoint"] is { IsThere: true } savepoint ? savepoint["external_path"].Text() : null;
    }

    /// <summary>Gives vertices of a running job other numbers of instances, without a savepoint: Flink 1.18 and later with the adaptive scheduler.</summary>
    /// <exception cref="ServiceException">It was refused.</exception>
    public async Task RescaleAsync(string job, ValueMap<int> parallelism, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parallelism);
        await SendAsync(HttpMethod.Put, $"/jobs/{Escaped(job)}/resource-requirements", Body, isRepeatable: true, cancellationToken);

        HttpContent Body() => Json(json =>
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

/// <summary>How far a savepoint is that was asked for.</summary>
/// <param name="IsOver">Whether it came to an end.</param>
/// <param name="Location">Where it is; empty while it is under way and when it failed.</param>
/// <param name="Failure">Why it failed; empty when it did not.</param>
internal sealed record FlinkSavepoint(bool IsOver, string Location, string Failure);

/// <summary>How a program is started as a job.</summary>
/// <param name="Parallelism">Instances of operators that say nothing themselves, 1 or more.</param>
internal sealed record FlinkSubmission(int Parallelism)
{
    /// <summary>The savepoint that it starts from; empty, the default: from nothing.</summary>
    public string Savepoint { get; init; } = "";

    /// <summary>The class to start; empty, the default: the one that the jar names.</summary>
    public string EntryClass { get; init; } = "";

    /// <summary>Arguments of the program; default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];
}
