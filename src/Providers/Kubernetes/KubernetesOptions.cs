namespace Scalewright.Providers.Kubernetes;

/// <summary>Options of the Kubernetes provider: cluster access and pod settings.</summary>
/// <param name="Client">Address and credentials of the cluster.</param>
public sealed record KubernetesOptions(KubernetesClientOptions Client)
{
    // POSIX, Shell Command Language, trap: a signal interrupts "wait" immediately, but a trap runs only after a
    // foreground command has finished.
    private const string WaitForTermination = "trap 'exit 0' TERM; while :; do sleep 86400 & wait $!; done";

    // k8s.io/kubernetes, pkg/apis/core/validation, ValidatePodSecurityContext: a signed 32-bit integer.
    private const long MaxUser = int.MaxValue;
    private static readonly string[] PullPolicies = ["", "Always", "IfNotPresent", "Never"];

    /// <summary>
    /// Container image of nodes whose <see cref="Topologies.NodeHardware.Image"/> is the default, which is not a
    /// container image. If empty, the default, such nodes are rejected.
    /// </summary>
    public string Image { get; init; } = "";

    /// <summary>
    /// Command that keeps a pod running. Default: a shell that waits and exits immediately on SIGTERM. A program that
    /// ignores SIGTERM as process 1, for example <c>sleep infinity</c>, delays each removal by the whole
    /// <see cref="TerminationGracePeriod"/>.
    /// </summary>
    public ValueList<string> Command { get; init; } = ["sh", "-c", WaitForTermination];

    /// <summary>
    /// Image pull policy: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>. If empty, the default, Kubernetes applies
    /// its own: <c>Always</c> for images without a tag or with the tag <c>latest</c>.
    /// </summary>
    public string ImagePullPolicy { get; init; } = "";

    /// <summary>
    /// Number of Kubernetes CPUs for each processor of a node, above 0. Default 1. With 0.25, a node with 2
    /// processors is limited to <c>500m</c>.
    /// </summary>
    public double CpuUnit { get; init; } = 1;

    /// <summary>Ratio of the processor request of a pod to its limit, above 0 and up to 1. Default 1.</summary>
    public double CpuRequestRatio { get; init; } = 1;

    /// <summary>Ratio of the memory request of a pod to its limit, above 0 and up to 1. Default 1.</summary>
    public double MemoryRequestRatio { get; init; } = 1;

    /// <summary>
    /// Agent command in the image, with its first arguments: a program that runs <see cref="Agents.ScalewrightAgent"/>
    /// in its Main method. Default <c>scalewright-agent</c>.
    /// </summary>
    public ValueList<string> AgentCommand { get; init; } = ["scalewright-agent"];

    /// <summary>Folder of the agent in the pod. Default <c>/tmp/scalewright-agent</c>.</summary>
    public string AgentFolder { get; init; } = "/tmp/scalewright-agent";

    /// <summary>
    /// Service account that determines the API permissions of programs in pods. Empty, the default, mounts no token and
    /// grants no permissions.
    /// </summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>
    /// True if pods comply with the <c>restricted</c> Pod Security Standard, which hardened namespaces require: they
    /// run as a user other than root, with the default seccomp profile, without capabilities and privilege escalation.
    /// Default false: the image and the cluster decide.
    /// </summary>
    public bool IsRestricted { get; init; }

    /// <summary>
    /// User ID of the programs in pods, 0 or more, and 1 or more if <see cref="IsRestricted"/>. Null, the default, uses
    /// the user of the image, or the one that the cluster assigns, as OpenShift does.
    /// </summary>
    public long? RunAsUser { get; init; }

    /// <summary>
    /// Machine label whose value is the cloud of a node. Pods of a node with a cloud are scheduled on machines with
    /// this label value. Default: the zone label. Use another label for pools of machines, for example
    /// <c>cloud.google.com/gke-nodepool</c>.
    /// </summary>
    public string CloudLabel { get; init; } = Pods.PodResourceMapper.ZoneLabel;

    /// <summary>Taints that pods tolerate. Default empty: none.</summary>
    public ValueList<Capacity.KubernetesToleration> Tolerations { get; init; } = [];

    /// <summary>Time for a pod to stop before it is killed, in whole seconds. Default 30 seconds.</summary>
    public TimeSpan TerminationGracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Returns a new token after a token, or a request without one, was rejected. Null, the default, reads
    /// <see cref="KubernetesClientOptions.TokenFile"/> again or runs the login program of the kubeconfig file, if any.
    /// If the new token is rejected too, the operation fails.
    /// </summary>
    public Func<CancellationToken, Task<string>>? RenewToken { get; init; }

    /// <summary>Timeout of a request. Default 30 seconds. The outcome of a change that times out is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Minimum duration of a watch, in whole seconds. The server ends a watch after one to two times this duration, and
    /// it is restarted. Default 5 minutes. If the server does not end it, the client closes it
    /// <see cref="CallTimeout"/> later.
    /// </summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Maximum number of concurrent changes, 1 or more. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Number of pods per page of a list, 1 or more. Default 250.</summary>
    public int PageSize { get; init; } = 250;

    /// <summary>Time provider for delays and timeouts. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and jitter. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <exception cref="ArgumentException">A value is invalid; the message lists all invalid values.</exception>
    internal KubernetesOptions Checked()
    {
        OptionsValidation validation = new();
        CheckClient(validation);
        CheckPods(validation);
        CheckCalls(validation);
        validation.Throw();
        return this;
    }

    private void CheckClient(OptionsValidation validation)
    {
        if (Client is null)
        {
            validation.Add(
                isWrong: true,
                nameof(Client),
                $"it is null",
                $"use {nameof(KubernetesClientOptions)}.{nameof(KubernetesClientOptions.FromKubeconfig)}"
            );
        }
        else
        {
            Client.Check(validation);
        }
    }

    private void CheckPods(OptionsValidation validation)
    {
        validation.Add(Command is not { Count: > 0 }, nameof(Command), $"there is no word in it", "use one or more");
        bool isPolicy = PullPolicies.Contains(ImagePullPolicy, StringComparer.Ordinal);
        validation.Add(
            !isPolicy,
            nameof(ImagePullPolicy),
            $"'{ImagePullPolicy}' is none",
            "use Always, IfNotPresent or Never, or leave it out"
        );
        validation.Add(!(CpuUnit > 0 && double.IsFinite(CpuUnit)), nameof(CpuUnit), $"{CpuUnit} is not above 0", "use more than 0");
        const string Ratio = "use 1 or less, and more than 0";
        bool isCpuRatio = CpuRequestRatio is > 0 and <= 1;
        bool isMemoryRatio = MemoryRequestRatio is > 0 and <= 1;
        validation.Add(!isCpuRatio, nameof(CpuRequestRatio), $"{CpuRequestRatio} is not above 0 and up to 1", Ratio);
        validation.Add(!isMemoryRatio, nameof(MemoryRequestRatio), $"{MemoryRequestRatio} is not above 0 and up to 1", Ratio);
        validation.Add(AgentCommand is not { Count: > 0 }, nameof(AgentCommand), $"there is no word in it", "use one or more");
        validation.Add(
            string.IsNullOrEmpty(AgentFolder),
            nameof(AgentFolder),
            $"it is null or empty",
            "use a folder of pods, as in /tmp/scalewright-agent"
        );
        long minUser = IsRestricted ? 1 : 0;
        validation.Add(
            RunAsUser < minUser || RunAsUser > MaxUser,
            nameof(RunAsUser),
            $"{RunAsUser} is not from {minUser} to {MaxUser}",
            "use the ID of a user, for example 1000"
        );
        validation.Add(
            string.IsNullOrEmpty(CloudLabel),
            nameof(CloudLabel),
            $"it is null or empty",
            $"use a label of machines, as in {Pods.PodResourceMapper.ZoneLabel}"
        );
        validation.Add(
            TerminationGracePeriod < TimeSpan.Zero,
            nameof(TerminationGracePeriod),
            $"{TerminationGracePeriod} is below zero",
            "use zero or more"
        );
    }

    private void CheckCalls(OptionsValidation validation)
    {
        validation.Add(CallTimeout <= TimeSpan.Zero, nameof(CallTimeout), $"{CallTimeout} is not above zero", "use more than zero");
        validation.Add(
            WatchTimeout < TimeSpan.FromSeconds(1),
            nameof(WatchTimeout),
            $"{WatchTimeout} is below a second",
            "use a second or more"
        );
        validation.Add(MaxConcurrency < 1, nameof(MaxConcurrency), $"{MaxConcurrency} is below 1", "use 1 or more");
        validation.Add(PageSize < 1, nameof(PageSize), $"{PageSize} is below 1", "use 1 or more");
        validation.Add(Clock is null, nameof(Clock), $"it is null", "leave it out to use the system clock");
    }
}
