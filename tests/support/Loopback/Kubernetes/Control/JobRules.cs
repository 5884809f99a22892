using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>Rules of Jobs besides their schema, and their defaults (k8s.io/kubernetes, pkg/apis/batch).</summary>
internal static class JobRules
{
    private const int MaxHostName = 63;
    private const int MaxIndexes = 100_000;
    private const string Template = "spec.template.spec";

    public static IReadOnlyCollection<FieldError> Check(string name, JsonObject job)
    {
        List<FieldError> errors = [.. CheckPods(job), .. CheckIndexes(name, job)];
        foreach (
            string field in new[]
            {
                "completions",
                "parallelism",
                "backoffLimit",
                "backoffLimitPerIndex",
                "maxFailedIndexes",
                "activeDeadlineSeconds",
                "ttlSecondsAfterFinished",
            }
        )
        {
            if (job.Number("spec", field) is < 0 and { } number)
            {
                errors.Add(FieldError.Invalid($"spec.{field}", $"{number}: must be greater than or equal to 0"));
            }
        }

        return errors;
    }

    public static void SetDefaults(JsonObject job)
    {
        job.Map("metadata")["generation"] = 1;
        JsonObject spec = job.Map("spec");
        spec["completionMode"] ??= "NonIndexed";
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
        }

        spec["parallelism"] ??= 1;
        spec["backoffLimit"] ??= spec["backoffLimitPerIndex"] is null ? 6 : int.MaxValue;
        spec["manualSelector"] ??= false;
        spec["suspend"] ??= false;
        spec["podReplacementPolicy"] ??= spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed";
        foreach (JsonObject condition in spec.Items("podFailurePolicy", "rules").SelectMany(rule => rule.Items("onPodConditions")))
        {
            condition["status"] ??= "True";
        }

        job["status"] = new JsonObject();
    }

    private static IEnumerable<FieldError> CheckPods(JsonObject job)
    {
        JsonObject template = job.At("spec", "template") as JsonObject ?? [];
        foreach (FieldError error in PodRules.Check(template))
        {
            yield return error with
            {
                Field = $"spec.template.{error.Field}",
            };
        }

        string restarts = template.Text("spec", "restartPolicy");
        bool hasPolicy = job.At("spec", "podFailurePolicy") is not null;
        if (restarts is not ("OnFailure" or "Never"))
        {
            yield return restarts.Length == 0
                ? new FieldError(
                    $"{Template}.restartPolicy",
                    "FieldValueRequired",
                    "Required value: valid values: \"OnFailure\", \"Never\""
                )
                : FieldError.Unsupported($"{Template}.restartPolicy", restarts, "OnFailure", "Never");
        }
        else if (hasPolicy && restarts != "Never")
        {
            yield return FieldError.Invalid(
                $"{Template}.restartPolicy",
                $"\"{restarts}\": only \"Never\" is supported when podFailurePolicy is specified"
            );
        }

        if (hasPolicy && job.Text("spec", "podReplacementPolicy") is "TerminatingOrFailed" and var replacement)
        {
            yield return FieldError.Unsupported("spec.podReplacementPolicy", replacement, "Failed");
        }
    }

    private static IEnumerable<FieldError> CheckIndexes(string name, JsonObject job)
    {
        string mode = job.Text("spec", "completionMode");
        bool isIndexed = mode == "Indexed";
        if (mode is not ("" or "Indexed" or "NonIndexed"))
        {
            yield return FieldError.Unsupported("spec.completionMode", mode, "Indexed", "NonIndexed");
        }

        foreach (string field in new[] { "backoffLimitPerIndex", "maxFailedIndexes" })
        {
            if (!isIndexed && job.Number("spec", field) is { } number)
            {
                yield return FieldError.Invalid($"spec.{field}", $"{number}: requires indexed completion mode");
            }
        }

        long? completions = job.Number("spec", "completions");
        if (job.Number("spec", "maxFailedIndexes") is { } most)
        {
            if (job.At("spec", "backoffLimitPerIndex") is null)
            {
                yield return new FieldError(
                    "spec.backoffLimitPerIndex",
                    "FieldValueRequired",
                    "Required value: when maxFailedIndexes is specified"
                );
            }

            if (most > completions)
            {
                yield return FieldError.Invalid("spec.maxFailedIndexes", $"{most}: must be less than or equal to completions");
            }
        }

        if (!isIndexed)
        {
            yield break;
        }

        if (completions is null)
        {
            yield return new FieldError("spec.completions", "FieldValueRequired", "Required value: when completion mode is Indexed");
        }

        foreach (string field in new[] { "parallelism", "completions" })
        {
            if (
                job.Number("spec", field) is > MaxIndexes and { } number
                && (field == "parallelism" || job.At("spec", "backoffLimitPerIndex") is null)
            )
            {
                yield return FieldError.Invalid(
                    $"spec.{field}",
                    $"{number}: must be less than or equal to {MaxIndexes} when completion mode is Indexed"
                );
            }
        }

        string host = string.Create(CultureInfo.InvariantCulture, $"{name}-{Math.Max(0, (completions ?? 1) - 1)}");
        if (host.Length > MaxHostName)
        {
            yield return FieldError.Invalid("metadata.name", $"\"{name}\": will not able to create pod with invalid DNS label: {host}");
        }
    }
}
