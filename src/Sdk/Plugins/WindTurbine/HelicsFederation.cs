using System.Globalization;
using Scalewright.Documents;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>The co-simulation that turbines report their power to: <c>helics</c> of a profile.</summary>
public sealed record HelicsFederation
{
    /// <summary>Node on which the broker runs; null: <see cref="BrokerAddress"/> is used. <c>broker.hostname</c>, in front of a <c>|</c>.</summary>
    public string? BrokerHost { get; init; }

    /// <summary>Interface of that node; null: its first. <c>broker.hostname</c>, behind the <c>|</c>.</summary>
    public string? BrokerInterface { get; init; }

    /// <summary>Address of the broker; null when it is not known. <c>broker.address</c>.</summary>
    public string? BrokerAddress { get; init; }

    /// <summary>Federates that the broker waits for beside the turbines; null: the broker is none of our business. <c>broker.base-fed-count</c>.</summary>
    public int? BaseFederateCount { get; init; }

    /// <summary>Name of the endpoint that updates go to; null: published instead. <c>endpoint</c>, with <c>federate</c> in front.</summary>
    public string? Endpoint { get; init; } = "OpenDSS/updates";

    /// <summary>What a federate logs; default <c>SUMMARY</c>. <c>log-level</c>.</summary>
    public string LogLevel { get; init; } = "SUMMARY";

    /// <summary>Topic; null: that of the turbine. <c>topic</c>.</summary>
    public string? Topic { get; init; }

    /// <summary>Reads the section <c>helics</c> of a profile.</summary>
    /// <param name="helics">The section.</param>
    /// <param name="problems">Where problems go.</param>
    public static HelicsFederation Read(DocumentMap helics, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(helics);
        ArgumentNullException.ThrowIfNull(problems);
        TemplateSection section = new(helics, "helics", problems);
        TemplateSection broker = section.OptionalSection("broker");
        string[] host = broker.Find("hostname")?.Split('|', 2) ?? [];
        return new HelicsFederation
        {
            BrokerHost = host.Length > 0 ? host[0] : null,
            BrokerInterface = host.Length > 1 ? host[1] : null,
            BrokerAddress = broker.Find("address"),
            BaseFederateCount = ReadCount(broker, helics, problems),
            Endpoint = ReadEndpoint(section, helics),
            LogLevel = section.Text("log-level", "SUMMARY"),
            Topic = section.Find("topic"),
        };
    }

    private static string? ReadEndpoint(TemplateSection section, DocumentMap helics)
    {
        if (helics["endpoint"] is DocumentScalar { Scalar: ScalarKind.Boolean } && !section.IsSet("endpoint"))
        {
            return null;
        }

        string name = section.Text("endpoint", "updates");
        return name.Contains('/', StringComparison.Ordinal) ? name : $"{section.Text("federate", "OpenDSS")}/{name}";
    }

    private static int? ReadCount(TemplateSection broker, DocumentMap helics, ProblemList problems)
    {
        if ((helics["broker"] as DocumentMap)?["base-fed-count"] is not { } node || node is DocumentScalar { Scalar: ScalarKind.Null })
        {
            return null;
        }

        string text = broker.Text("base-fed-count", "");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return count;
        }

        problems.AddError(ProblemCode.WrongType, node.Spot, "helics.broker.base-fed-count", $"{node.Kind} is no count", "use a whole number from 0");
        return null;
    }
}
