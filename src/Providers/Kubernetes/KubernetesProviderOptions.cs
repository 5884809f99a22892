namespace Scalewright.Providers.Kubernetes;

/// <summary>Which cluster, and what pods are made of.</summary>
/// <param name="Access">Where it is, and who asks.</param>
public sealed record KubernetesProviderOptions(KubernetesAccess Access)
{
    // POSIX, Shell Command Language, trap: a signal ends "wait" at once, and its trap runs; a foreground command would have to end first.
    private const string WaitForTermination = "trap 'exit 0' TERM; while :; do sleep 86400 & wait $!; done";
    private static readonly string[] PullPolicies = ["", "Always", "IfNotPresent", "Never"];

    /// <summary>Image of nodes that say nothing else than the default of <see cref="Topologies.NodeHardware"/>, which is no container's; empty, the default: they are refused.</summary>
    public string Image { get; init; } = "";

    /// <summary>
    /// Command that keeps a pod running; default a shell that waits, and that ends at once on SIGTERM. A program that does not handle this signal
    /// as process 1, as <c>sleep infinity</c>, keeps each removed pod for all of its <see cref="Grace"/>.
    /// </summary>
    public ValueList<string> Command { get; init; } = ["sh", "-c", WaitForTermination];

    /// <summary>
    /// When images are pulled: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>. Empty, the default: the cluster decides, which pulls
    /// images with the tag <c>latest</c> or none each time.
    /// </summary>
    public string ImagePullPolicy { get; init; } = "";

    /// <summary>
    /// Processors of the cluster that one processor of a node is, above 0; default 1. With 0.25, a node of 2 processors is limited to
    /// <c>500m</c>.
    /// </summary>
    public double CpuUnit { get; init; } = 1;

    /// <summary>Part of its limit of processors that a pod requests, above 0 and up to 1; default 1.</summary>
    public double CpuRequestRatio { get; init; } = 1;

    /// <summary>Part of its limit of memory that a pod requests, above 0 and up to 1; default 1.</summary>
    public double MemoryRequestRatio { get; init; } = 1;

    /// <summary>The program in the image that is the agent, with its first arguments: one with <see cref="Agents.ScalewrightAgent"/> in its Main. Default <c>scalewright-agent</c>.</summary>
    public ValueList<string> Agent { get; init; } = ["scalewright-agent"];

    /// <summary>The agent's folder in the pod; default <c>/tmp/scalewright-agent</c>.</summary>
    public string AgentFolder { get; init; } = "/tmp/scalewright-agent";

    /// <summary>Whose rights programs of pods have at the API; empty, the default: nobody's, and no token is put into them.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>The label of machines whose value is a node's cloud: pods of a node that names one go to machines that have it. Default that of zones; others name pools of machines, as <c>cloud.google.com/gke-nodepool</c>.</summary>
    public string CloudLabel { get; init; } = Pods.PodView.ZoneLabel;

    /// <summary>Taints of machines that pods do not mind; none, the default: all keep them away.</summary>
    public ValueList<Capacity.KubernetesToleration> Tolerations { get; init; } = [];

    /// <summary>How long a pod may take to stop before it is killed; default 30 s, in whole seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gives a token for one that was refused. Null, the default: the file of <see cref="KubernetesAccess.TokenFile"/> is read again, where there is one. A call that is refused again stops the work.</summary>
    public Func<CancellationToken, Task<string>>? RenewToken { get; init; }

    /// <summary>The longest wait for an answer; default 30 s. What came of a change that has none is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a watch lasts at least, in whole seconds; it is ended and begun anew after once to twice this time. Default 5 min. One that the server forgot is ended here, <see cref="CallTimeout"/> later.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Changes under way at once, 1 or more; default 8.</summary>
    public int CallsMax { get; init; } = 8;

    /// <summary>Pods on a page of a list, 1 or more; default 250.</summary>
    public int PageSize { get; init; } = 250;

    /// <summary>Time of waits and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for tokens and jitter; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    /// <exception cref="ArgumentException">Some cannot be; each is told.</exception>
    internal KubernetesProviderOptions Checked()
    {
        WrongOptions wrong = new();
        if (Access is null)
        {
            wrong.Add(isWrong: true, nameof(Access), $"there is none", $"use {nameof(KubernetesAccess)}.{nameof(KubernetesAccess.FromKubeconfig)}");
        }
        else
        {
            Access.Check(wrong);
        }

        wrong.Add(Command is not { Count: > 0 }, nameof(Command), $"there is no word in it", "use one or more");
        bool isPolicy = PullPolicies.Contains(ImagePullPolicy, StringComparer.Ordinal);
        wrong.Add(!isPolicy, nameof(ImagePullPolicy), $"'{ImagePullPolicy}' is none", "use Always, IfNotPresent or Never, or leave it out");
        wrong.Add(!(CpuUnit > 0 && double.IsFinite(CpuUnit)), nameof(CpuUnit), $"{CpuUnit} is not above 0", "use more than 0");
        const string Ratio = "use 1 or less, and more than 0";
        bool isCpuRatio = CpuRequestRatio is > 0 and <= 1;
        bool isMemoryRatio = MemoryRequestRatio is > 0 and <= 1;
        wrong.Add(!isCpuRatio, nameof(CpuRequestRatio), $"{CpuRequestRatio} is not above 0 and up to 1", Ratio);
        wrong.Add(!isMemoryRatio, nameof(MemoryRequestRatio), $"{MemoryRequestRatio} is not above 0 and up to 1", Ratio);
        wrong.Add(Agent is not { Count: > 0 }, nameof(Agent), $"there is no word in it", "use one or more");
        wrong.Add(string.IsNullOrEmpty(AgentFolder), nameof(AgentFolder), $"there is none", "use a folder of pods, as in /tmp/scalewright-agent");
        wrong.Add(string.IsNullOrEmpty(CloudLabel), nameof(CloudLabel), $"there is none", $"use a label of machines, as in {Pods.PodView.ZoneLabel}");
        wrong.Add(Grace < TimeSpan.Zero, nameof(Grace), $"{Grace} is below zero", "use zero or more");
        wrong.Add(CallTimeout <= TimeSpan.Zero, nameof(CallTimeout), $"{CallTimeout} is no time to wait", "use more than zero");
        wrong.Add(WatchTimeout < TimeSpan.FromSeconds(1), nameof(WatchTimeout), $"{WatchTimeout} is below a second", "use a second or more");
        wrong.Add(CallsMax < 1, nameof(CallsMax), $"{CallsMax} is below 1", "use 1 or more");
        wrong.Add(PageSize < 1, nameof(PageSize), $"{PageSize} is below 1", "use 1 or more");
        wrong.Add(Clock is null, nameof(Clock), $"there is none", "leave it out for the system's");
        wrong.Throw();
        return this;
    }
}
