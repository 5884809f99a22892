namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>Objects of a <see cref="PodJobRequest"/>.</summary>
internal static class PodJobPlan
{
    /// <summary>Folder of the input in the pods.</summary>
    public const string InputFolder = "/scalewright";

    public const string Container = "run";
    public const string SetLabel = "scalewright/sweep";
    public const string JobLabel = "scalewright/job";
    public const string OwnerKey = "scalewright/sweep-owner";
    public const string FirstKey = "scalewright/first-element";
    private const string ManagerLabel = "app.kubernetes.io/managed-by";
    private const string Manager = "scalewright";
    private const string QueueLabel = "kueue.x-k8s.io/queue-name";
    private const string IndexVariable = "JOB_COMPLETION_INDEX";
    private const int GraceSeconds = 5;

    public static V1ConfigMap CreateInput(PodJobRequest request) =>
        new()
        {
            ApiVersion = V1ConfigMap.KubeApiVersion,
            Kind = V1ConfigMap.KubeKind,
            Metadata = CreateMetadata(request),
            Data = new Dictionary<string, string>(StringComparer.Ordinal) { [request.InputName] = request.Input },
            Immutable = true,
        };

    public static V1Job CreateJob(PodJobRequest request, JobFeatures features)
    {
        V1JobSpec spec = new()
        {
            Completions = request.Count,
            Parallelism = request.Parallelism,
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = GetLabels(request) },
                Spec = CreatePod(request, features),
            },
        };
        if (features.IsIndexed)
        {
            spec.CompletionMode = "Indexed";
        }

        if (features.HasIndexLimit)
        {
            spec.BackoffLimitPerIndex = 0;
            spec.MaxFailedIndexes = request.Count;
            spec.PodReplacementPolicy = "Failed";
            spec.PodFailurePolicy = new V1PodFailurePolicy
            {
                Rules =
                [
                    new V1PodFailurePolicyRule
                    {
                        Action = "Ignore",
                        OnPodConditions = [new V1PodFailurePolicyOnPodConditionsPattern { Type = "DisruptionTarget", Status = "True" }],
                    },
                ],
            };
        }
        else
        {
            spec.BackoffLimit = features.IsIndexed ? request.Count : 0;
        }

        V1ObjectMeta metadata = CreateMetadata(request);
        if (request.Queue.Length > 0)
        {
            metadata.Labels[QueueLabel] = request.Queue;
        }

        return new V1Job
        {
            ApiVersion = $"{V1Job.KubeGroup}/{V1Job.KubeApiVersion}",
            Kind = V1Job.KubeKind,
            Metadata = metadata,
            Spec = spec,
        };
    }

    private static V1PodSpec CreatePod(PodJobRequest request, JobFeatures features) =>
        new()
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = GraceSeconds,
            ActiveDeadlineSeconds = (long)request.Timeout.TotalSeconds,
            SecurityContext = GetPodSecurity(request.IsRestricted),
            Volumes =
            [
                new V1Volume
                {
                    Name = "input",
                    ConfigMap = new V1ConfigMapVolumeSource { Name = request.Name },
                },
            ],
            Containers =
            [
                new V1Container
                {
                    Name = Container,
                    Image = request.Image,
                    Command = [.. request.Command],
                    Env = features.IsIndexed ? null : [new V1EnvVar { Name = IndexVariable, Value = "0" }],
                    SecurityContext = GetSecurity(request.IsRestricted),
                    Resources = new V1ResourceRequirements { Requests = GetRequests(request) },
                    VolumeMounts =
                    [
                        new V1VolumeMount
                        {
                            Name = "input",
                            MountPath = InputFolder,
                            ReadOnlyProperty = true,
                        },
                    ],
                },
            ],
        };

    // Pod Security Standards, level "restricted".
    private static V1PodSecurityContext? GetPodSecurity(bool isRestricted) =>
        isRestricted
            ? new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            }
            : null;

    private static V1SecurityContext? GetSecurity(bool isRestricted) =>
        isRestricted
            ? new V1SecurityContext
            {
                AllowPrivilegeEscalation = false,
                Capabilities = new V1Capabilities { Drop = ["ALL"] },
            }
            : null;

    private static Dictionary<string, ResourceQuantity> GetRequests(PodJobRequest request) =>
        new(StringComparer.Ordinal)
        {
            ["cpu"] = new ResourceQuantity(string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(request.Cpus * 1000))}m")),
            ["memory"] = new ResourceQuantity(string.Create(CultureInfo.InvariantCulture, $"{request.MemoryMiB}Mi")),
        };

    private static V1ObjectMeta CreateMetadata(PodJobRequest request) =>
        new()
        {
            Name = request.Name,
            Labels = GetLabels(request),
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [OwnerKey] = request.Owner,
                [FirstKey] = request.First.ToString(CultureInfo.InvariantCulture),
            },
        };

    private static Dictionary<string, string> GetLabels(PodJobRequest request) =>
        new(StringComparer.Ordinal)
        {
            [ManagerLabel] = Manager,
            [SetLabel] = request.Set,
            [JobLabel] = request.Name,
        };
}
