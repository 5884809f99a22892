using Microsoft.Extensions.Logging.Abstractions;

namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>Creates, observes and deletes Jobs of a namespace.</summary>
internal sealed class JobClient : IDisposable
{
    private const int MaxLineBytes = 32 * 1024 * 1024;

    private readonly KubernetesOptions _options;
    private readonly ApiConnection _connection;
    private readonly string _namespacePath;
    private readonly string _jobs;

    /// <param name="access">Address, namespace and credentials.</param>
    /// <param name="clock">Time source of delays and timeouts.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public JobClient(KubernetesClientOptions access, TimeProvider clock)
    {
        _options = new KubernetesOptions(access) { Clock = clock }.Checked();
        _connection = new ApiConnection(_options, new SystemRandom(), NullLogger.Instance);
        string namespaceName = Uri.EscapeDataString(access.Namespace);
        (_namespacePath, _jobs) = ($"api/v1/namespaces/{namespaceName}", $"apis/batch/v1/namespaces/{namespaceName}/jobs");
    }

    private ApiClient Client => _connection.Client;

    public void Dispose() => _connection.Dispose();

    /// <summary>Returns the fields that the server supports.</summary>
    public Task<JobFeatures> GetFeaturesAsync(CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            VersionInfo version = await Client.GetAsync<VersionInfo>("version", cancellationToken);
            // Managed clusters append a plus sign to the number.
            string minor = string.Concat((version.Minor ?? "").TakeWhile(char.IsAsciiDigit));
            return int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? new JobFeatures(number)
                : throw new ApiException(
                    200,
                    ApiException.NonsenseReason,
                    $"the minor version '{TextEscaping.Escape(version.Minor ?? "")}' is not a number"
                );
        });

    /// <summary>Creates the input and the Job, unless they exist.</summary>
    public Task CreateAsync(PodJobRequest request, JobFeatures features, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            await CreateAsync($"{_namespacePath}/configmaps", PodJobPlan.CreateInput(request), cancellationToken);
            await CreateAsync(_jobs, PodJobPlan.CreateJob(request, features), cancellationToken);
            return true;
        });

    /// <returns>Null if there is no such Job.</returns>
    public Task<PodJobState?> FindAsync(string name, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            try
            {
                return PodJobState.From(await Client.GetAsync<V1Job>($"{_jobs}/{Uri.EscapeDataString(name)}", cancellationToken));
            }
            catch (ApiException failure) when (IsNotFound(failure))
            {
                return null;
            }
        });

    /// <summary>Returns the names of the Jobs of a sweep.</summary>
    public Task<ValueList<string>> ListAsync(string set, string owner, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            (ValueList<V1Job> jobs, _) = await Client.ListAsync<V1Job>(
                (_jobs, GetSelector(PodJobPlan.SetLabel, set)),
                V1Job.KubeKind,
                _options.PageSize,
                cancellationToken
            );
            return jobs.Where(job => job.Metadata?.Annotations.Find(PodJobPlan.OwnerKey) == owner)
                .Select(job => job.Metadata!.Name)
                .ToValueList();
        });

    /// <summary>Returns the pods of a Job.</summary>
    public Task<ValueList<JobPod>> ListPodsAsync(string job, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            (ValueList<V1Pod> pods, _) = await Client.ListAsync<V1Pod>(
                ($"{_namespacePath}/pods", GetSelector(PodJobPlan.JobLabel, job)),
                V1Pod.KubeKind,
                _options.PageSize,
                cancellationToken
            );
            return pods.GroupBy(pod => pod.Metadata?.Uid, StringComparer.Ordinal).Select(same => JobPod.From(same.Last())).ToValueList();
        });

    /// <summary>Returns the lines of the log of an ended pod.</summary>
    /// <returns>Null if there is no log, for example because the pod is gone.</returns>
    public Task<ValueList<string>?> ReadLogAsync(string pod, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            using CancellationTokenSource timeout = new(_options.CallTimeout, _options.Clock);
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                using HttpResponseMessage response = await Client.OpenAsync(
                    $"{_namespacePath}/pods/{Uri.EscapeDataString(pod)}/log?container={PodJobPlan.Container}",
                    linked.Token
                );
                await using Stream body = await response.Content.ReadAsStreamAsync(linked.Token);
                LineReader lines = new(body, MaxLineBytes);
                List<string> read = [];
                while (await lines.ReadAsync(linked.Token) is { } line)
                {
                    timeout.CancelAfter(_options.CallTimeout);
                    read.Add(Encoding.UTF8.GetString(line.Span));
                }

                return (ValueList<string>?)read.ToValueList();
            }
            catch (ApiException failure) when (failure.Status == 400 || IsNotFound(failure))
            {
                // The container never ran, or the pod is gone.
                return null;
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException)
            {
                throw new ApiException(0, "", UriRedactor.WithoutPasswords(failure.Message), UriRedactor.WithoutPasswords(failure));
            }
            catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ApiException(0, "", $"the log of pod '{TextEscaping.Escape(pod)}' did not continue", failure);
            }
        });

    /// <summary>Deletes an ended pod, unless it is gone.</summary>
    public Task DeletePodAsync(JobPod pod, CancellationToken cancellationToken) =>
        ConvertAsync(() =>
            TryDeleteAsync<V1Pod>(
                $"{_namespacePath}/pods/{Uri.EscapeDataString(pod.Name)}",
                new V1DeleteOptions
                {
                    ApiVersion = "v1",
                    Kind = "DeleteOptions",
                    Preconditions = new V1Preconditions { Uid = pod.Uid },
                },
                cancellationToken
            )
        );

    /// <summary>Deletes a Job, its pods and its input.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            V1DeleteOptions options = new()
            {
                ApiVersion = "v1",
                Kind = "DeleteOptions",
                PropagationPolicy = "Background",
            };
            await TryDeleteAsync<JsonElement>($"{_jobs}/{Uri.EscapeDataString(name)}", options, cancellationToken);
            return await TryDeleteAsync<JsonElement>(
                $"{_namespacePath}/configmaps/{Uri.EscapeDataString(name)}",
                options,
                cancellationToken
            );
        });

    /// <summary>Returns why the Job controller could not create a pod; null if it reported no reason.</summary>
    public Task<string?> FindRefusalAsync(string job, CancellationToken cancellationToken) =>
        ConvertAsync(async () =>
        {
            string selector = Uri.EscapeDataString($"involvedObject.kind=Job,involvedObject.name={job},reason=FailedCreate");
            (ValueList<Corev1Event> events, _) = await Client.ListAsync<Corev1Event>(
                ($"{_namespacePath}/events", $"fieldSelector={selector}"),
                Corev1Event.KubeKind,
                _options.PageSize,
                cancellationToken
            );
            return events.Select(jobEvent => jobEvent.Message).LastOrDefault(message => !string.IsNullOrEmpty(message));
        });

    private static bool IsNotFound(ApiException failure) => failure is { Status: 404, Reason: "NotFound", IsNamespaceNotFound: false };

    private static string GetSelector(string label, string value) => $"labelSelector={Uri.EscapeDataString($"{label}={value}")}";

    private async Task CreateAsync<T>(string path, T created, CancellationToken cancellationToken)
    {
        try
        {
            await Client.CallAsync<JsonElement>(HttpMethod.Post, path, ApiClient.ToBody(created), cancellationToken);
        }
        catch (ApiException failure) when (failure.AlreadyExists)
        {
            // The response to an earlier request was lost.
        }
    }

    private async Task<bool> TryDeleteAsync<T>(string path, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await Client.CallAsync<T>(HttpMethod.Delete, path, ApiClient.ToBody(options), cancellationToken);
            return true;
        }
        catch (ApiException failure) when (IsNotFound(failure) || failure.Status == 409)
        {
            // It is gone, or another object has its name.
            return false;
        }
    }

    private static async Task<T> ConvertAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException failure)
        {
            ProviderException converted = KubernetesProblems.Exception(failure);
            throw failure.IsRefusal
                ? new ProviderException(
                    KubernetesProblems.Provider,
                    [
                        converted.Problems[0] with
                        {
                            Advice =
                                "see that the token or certificate is valid, and that its role may get, list, create and "
                                + "delete jobs, create and delete configmaps, list and delete pods, get pods/log, and list "
                                + "events",
                        },
                    ],
                    failure
                )
                : converted;
        }
    }
}
