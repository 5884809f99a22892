using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Tags that described a domain to the Phantom service. <c>PHANTOM_DEFINITION</c> names the engine, <c>clouds</c> is
/// <c>site:size,site:size</c> in order of preference, <c>minimum_vms</c> is the size.
/// </summary>
public static class PhantomTags
{
    /// <summary>Tag that names the engine and identifies a Phantom domain.</summary>
    public const string Definition = "PHANTOM_DEFINITION";

    /// <summary>Names of the supported engines. The first one is the default.</summary>
    public static ValueList<string> Definitions { get; } =
    ["single_site_n_preserving", "multi_site_n_preserving", "error_overflow_n_preserving", SensorEngine];

    private const string SensorEngine = "sensor_engine";

    private static readonly string[] Shared =
    [
        Definition,
        "clouds",
        "minimum_vms",
        "maximum_vms",
        "monitor_sensors",
        "monitor_domain_sensors",
        "metric",
        "sample_function",
        "sensor_type",
    ];

    private static readonly string[] Numbers =
    [
        "cooldown_period",
        "scale_up_threshold",
        "scale_up_n_vms",
        "scale_down_threshold",
        "scale_down_n_vms",
    ];

    /// <summary>Reads a domain from its tags: clouds in order, capacity from <c>minimum_vms</c>, no bounds.</summary>
    /// <param name="name">Name of the domain.</param>
    /// <param name="tags">The tags; also stored in the domain.</param>
    /// <exception cref="DecisionException">A tag is unknown, missing or invalid; the exception reports all
    /// problems.</exception>
    public static Domain Read(string name, ValueMap<string> tags)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tags);
        ProblemList problems = new();
        CheckKeys(tags, problems);
        if (
            (tags.TryGetValue(Definition, out string? engine) && engine == SensorEngine)
            || (tags.ContainsKey("metric") && tags.ContainsKey("sample_function"))
        )
        {
            new SensorTagRules(tags, problems).Check();
        }

        ValueList<DomainCloud> clouds = tags.TryGetValue("clouds", out string? text) ? ReadClouds(text, problems) : [];
        Domain domain = new(name)
        {
            Clouds = clouds,
            Capacity = tags.TryGetValue("minimum_vms", out string? size) ? ReadSize("minimum_vms", size, 0, problems) : 0,
            Tags = tags,
        };
        foreach (Problem problem in domain.Check())
        {
            problems.Add(problem);
        }

        return problems.HasErrors ? throw new DecisionException($"Domain '{name}'", problems.ToValueList()) : domain;
    }

    private static void CheckKeys(ValueMap<string> tags, ProblemList problems)
    {
        if (tags.TryGetValue(Definition, out string? definition) && !Definitions.Contains(definition, StringComparer.Ordinal))
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                default,
                Definition,
                $"'{TextEscaping.Escape(definition)}' is not known",
                $"use one of {string.Join(", ", Definitions)}"
            );
        }

        foreach ((string key, string value) in tags)
        {
            if (Numbers.Contains(key, StringComparer.Ordinal))
            {
                CheckNumber(key, value, problems);
            }
            else if (key == "maximum_vms")
            {
                ReadSize(key, value, 0, problems);
            }
            else if (!Shared.Contains(key, StringComparer.Ordinal))
            {
                problems.AddError(
                    ProblemCode.UnknownField,
                    default,
                    TextEscaping.Escape(key),
                    "is not known",
                    $"use one of {string.Join(", ", Shared.Concat(Numbers))}"
                );
            }
        }
    }

    private static ValueList<DomainCloud> ReadClouds(string text, ProblemList problems) =>
        text.Split(',').Select(part => part.Trim()).Where(part => part.Length > 0).Select(part => ReadCloud(part, problems)).ToValueList();

    /// <summary>Splits at the last colon, as the service did, since a site name may contain colons.</summary>
    private static DomainCloud ReadCloud(string text, ProblemList problems)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            problems.AddError(
                ProblemCode.WrongType,
                default,
                "clouds",
                $"'{TextEscaping.Escape(text)}' is not site:size",
                "use site:size,site:size"
            );
            return new DomainCloud(text);
        }

        return new DomainCloud(text[..colon].Trim(), ReadSize("clouds", text[(colon + 1)..], DomainCloud.Unlimited, problems));
    }

    private static int ReadSize(string field, string text, int min, ProblemList problems)
    {
        if (
            int.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out int size
            )
            && size >= min
        )
        {
            return size;
        }

        problems.AddError(
            ProblemCode.WrongType,
            default,
            field,
            $"'{TextEscaping.Escape(text)}' is not a number from {min}",
            $"use a whole number, {min} or more"
        );
        return 0;
    }

    private static void CheckNumber(string field, string text, ProblemList problems)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
        {
            problems.AddError(ProblemCode.WrongType, default, field, $"'{TextEscaping.Escape(text)}' is not a number", "use a number");
        }
    }
}

/// <summary>Checks the ranges of the sensor tags, which are already known to be numbers.</summary>
internal sealed class SensorTagRules(ValueMap<string> tags, ProblemList problems)
{
    public void Check()
    {
        Ordered("minimum_vms", "maximum_vms");
        Ordered("scale_down_threshold", "scale_up_threshold");
        Whole("scale_up_n_vms", 0);

        // The engine uses the absolute value.
        Whole("scale_down_n_vms", -int.MaxValue);
        if (Number("cooldown_period") < 0)
        {
            AddError("cooldown_period", "is below 0", "use 0 or more seconds");
        }
    }

    private void Ordered(string low, string high)
    {
        if (Number(low) > Number(high))
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                low,
                $"{tags[low]} is above {high}, {tags[high]}",
                $"use {high} or less"
            );
        }
    }

    private void Whole(string key, int min)
    {
        if (Number(key) is { } number && (number != Math.Truncate(number) || number < min || number > int.MaxValue))
        {
            AddError(key, $"is not a whole number from {min}", $"use a whole number, {min} or more");
        }
    }

    private void AddError(string key, string found, string advice) =>
        problems.AddError(ProblemCode.OutOfRange, default, key, $"'{TextEscaping.Escape(tags[key])}' {found}", advice);

    /// <summary>Reads a finite number; null if the tag is invalid.</summary>
    private double? Number(string key) =>
        tags.TryGetValue(key, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;
}
