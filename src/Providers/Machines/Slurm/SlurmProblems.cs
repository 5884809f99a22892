namespace Scalewright.Providers.Slurm;

internal static class SlurmProblems
{
    public const string Provider = "slurm";
    private const int MaxMessage = 400;
    private static readonly ProblemCode Rejection = new("SW4401", "slurm-refused");
    private static readonly ProblemCode Missing = new("SW4402", "slurm-command-not-found");
    private static readonly ProblemCode Step = new("SW4403", "slurm-step-failed");

    // Messages of Slurm's commands if the controller was not reached, if the connection was lost, and if the controller
    // is overloaded: texts of slurm_strerror, which returns those of the C library for errors of sockets.
    private static readonly string[] NotReachedMessages =
    [
        "(connect failure)",
        "Connection refused",
        "No route to host",
        "Network is unreachable",
        "Unable to resolve",
        "in standby mode",
    ];
    private static readonly string[] Outages =
    [
        "Unable to contact slurm controller",
        "Socket timed out",
        "Zero Bytes were transmitted",
        "Communication connection failure",
        "Communication shutdown failure",
        "Message send failure",
        "Message receive failure",
        "Transport endpoint is not connected",
        "Connection reset by peer",
        "Connection timed out",
        "Broken pipe",
        "temporarily",
    ];
    private static readonly string[] Throttles = ["temporarily unable to accept job", "RPC limit", "too many requests"];

    // Limits of users and accounts: texts of slurm_strerror and of the reasons that precede them.
    private static readonly string[] Quotas =
    [
        "Job violates accounting/QOS policy",
        "MaxSubmit",
        "MaxJobs",
        "JobLimit",
        "GrpSubmit",
        "QOSMax",
        "AssocMax",
        "AssocGrp",
    ];
    private static readonly string[] AccessMessages =
    [
        "Access/permission denied",
        "Invalid account",
        "Invalid user id",
        "Authentication",
        "Protocol authentication error",
        "Munge",
    ];

    public static ProviderException NoCommand(string command, string cause, IOException? reason = null) =>
        new(
            Provider,
            [
                new Problem(
                    Missing,
                    $"'{command}' cannot be run: {TextEscaping.Escape(cause)}",
                    "install Slurm's commands, or give a connection to a login node"
                ),
            ],
            reason
        );

    public static ProviderException Late(string command, TimeSpan limit) =>
        new(
            Provider,
            [
                new Problem(
                    ProblemCode.CallOutcomeUnknown,
                    string.Create(CultureInfo.InvariantCulture, $"'{command}' did not answer within {limit.TotalSeconds:0} s"),
                    "check whether it took effect before you retry it"
                ),
            ]
        )
        {
            IsTransient = true,
            IsOutcomeUnknown = true,
        };

    public static ProviderException Unreadable(string command, string message) =>
        new(
            Provider,
            [
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    $"'{command}' returned unexpected output '{Shorten(TextEscaping.Escape(message))}'",
                    "check that it is Slurm's own command"
                ),
            ]
        );

    /// <summary>A submission that may have succeeded, although no single ID of its job is known.</summary>
    /// <param name="ids">IDs in the output.</param>
    /// <param name="failure">Failure of the command; null if it succeeded.</param>
    public static ProviderException MayBeQueued(string job, string output, long[] ids, ProviderException? failure)
    {
        string printed = $"'sbatch' printed '{Shorten(TextEscaping.Escape(output))}'";
        string found = ids switch
        {
            [] when failure is not null => failure.Problems[0].Message,
            [] => $"{printed}, which has no job ID in a line of its own",
            [var id] => string.Create(CultureInfo.InvariantCulture, $"{failure?.Problems[0].Message}, but it printed the job ID {id}"),
            _ => $"{printed}, which has several job IDs: {string.Join(", ", ids)}",
        };
        return new ProviderException(
            Provider,
            [
                new Problem(
                    ProblemCode.CallOutcomeUnknown,
                    found,
                    $"the job may be queued: find it with 'squeue --me --name={TextEscaping.Escape(job)}' before you retry"
                ),
            ],
            failure
        )
        {
            IsOutcomeUnknown = true,
            IsTransient = failure?.IsTransient ?? false,
        };
    }

    public static ProviderException Failed(string command, CommandResult result)
    {
        string message = string.Join(
            "; ",
            result
                .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct(StringComparer.Ordinal)
        );
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"'{command}' ended with {result.ExitCode}: {Shorten(TextEscaping.Escape(message))}"
        );
        if (ContainsAny(message, Throttles))
        {
            return new ProviderException(Provider, [new Problem(ProblemCode.Throttled, found, "ask less often, or lower MaxConcurrency")])
            {
                IsTransient = true,
            };
        }

        if (ContainsAny(message, NotReachedMessages) || ContainsAny(message, Outages))
        {
            return new ProviderException(
                Provider,
                [new Problem(ProblemCode.ProviderUnavailable, found, "check that slurmctld runs and can be reached")]
            )
            {
                IsTransient = true,
                IsOutcomeUnknown = !ContainsAny(message, NotReachedMessages),
            };
        }

        (ProblemCode code, string advice) = message switch
        {
            _ when ContainsAny(message, Quotas) => (ProblemCode.QuotaExceeded, "ask for fewer or smaller jobs, or have the limit raised"),
            _ when ContainsAny(message, AccessMessages) => (
                ProblemCode.AuthenticationFailed,
                "ask the cluster's administrators for an account"
            ),
            _ => (Rejection, "request resources that the cluster has; 'sinfo' shows its partitions"),
        };
        return new ProviderException(Provider, [new Problem(code, found, advice)]);
    }

    public static ProviderException Hidden(string job) =>
        new(
            Provider,
            [
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    $"'squeue' does not show job {TextEscaping.Escape(job)}, and 'scontrol' says that it is not over",
                    "check that squeue may show all your jobs"
                ),
            ]
        );

    public static Problem NotFound(string node, Allocations.SlurmAllocation? job) =>
        new(
            ProblemCode.ResourceNotFound,
            job is null ? "its job no longer exists" : $"its job {job.Id} is over: {Describe(job)}",
            "observe the cluster, and create it again"
        )
        {
            Field = node,
        };

    public static Problem NotRunning(string node, Allocations.SlurmAllocation job) =>
        new(ProblemCode.ConnectionLost, $"its job {job.Id} does not run: {Describe(job)}", "connect when the node is running")
        {
            Field = node,
        };

    public static Problem Untagged(string node, string id) =>
        new(
            ProblemCode.ForeignResource,
            $"job {TextEscaping.Escape(id)} has no Scalewright ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = node,
        };

    public static Problem NotRemoved(string node, Allocations.SlurmAllocation job, TimeSpan deadline) =>
        new(
            ProblemCode.ProviderUnavailable,
            string.Create(CultureInfo.InvariantCulture, $"its job {job.Id} is still {Describe(job)} after {deadline.TotalSeconds:0.###} s"),
            "remove it again"
        )
        {
            Field = node,
        };

    public static Problem TagTooLong(string node, int length, int limit) =>
        new(
            ProblemCode.OutOfRange,
            string.Create(
                CultureInfo.InvariantCulture,
                $"its ownership tag has {length} characters, and the comment of a job can have at most {limit}"
            ),
            "give clusters, groups and nodes shorter names"
        )
        {
            Field = node,
        };

    public static Problem InvalidAnnotation(string node, string key) =>
        new(
            ProblemCode.InvalidName,
            $"the annotation '{TextEscaping.Escape(key)}' cannot be an option of sbatch for a node",
            "use a long option of sbatch that the provider does not set itself, for example slurm.constraint"
        )
        {
            Field = node,
        };

    public static Problem StepFailed(string found) => new(Step, found, "look at the node and its job with 'scontrol show job'");

    public static Problem StepLost(string found) =>
        new(ProblemCode.ConnectionLost, found, "check whether it took effect before you retry it");

    private static string Describe(Allocations.SlurmAllocation job) =>
        TextEscaping.Escape(job.Reason.Length > 0 ? $"{job.State} ({job.Reason})" : job.State);

    private static bool ContainsAny(string message, string[] phrases) =>
        Array.Exists(phrases, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Shorten(string text) => text.Length > MaxMessage ? $"{text[..MaxMessage]}..." : text;
}
