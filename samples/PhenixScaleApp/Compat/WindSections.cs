using System.Globalization;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat;

/// <summary>Reads what turbines are configured with as the reference does: any scalar is a text, empty parts are absent.</summary>
internal static class WindSections
{
    /// <summary>Reads the section <c>templates</c> of a profile.</summary>
    /// <param name="templates">The section; empty for the defaults.</param>
    /// <param name="problems">Where problems go: a part that is no map, a value that is no scalar.</param>
    public static TurbineTemplates ReadTemplates(DocumentMap templates, ProblemList problems)
    {
        WindSection root = new WindSection(templates, "templates", problems).Section("default");
        WindSection main = root.Section("main-controller");
        WindSection weather = root.Section("anemometer").Section("weather");
        WindSection yaw = root.Section("yaw-controller").Section("yaw");
        return ReadMain(main) with
        {
            NodeRed = ReadNodeRed(main),
            PowerColumns = [.. main.Section("weather").List("columns").SelectMany(column => column.List("tags").Select(tag =>
                new WeatherColumn(column.Required("name"), tag.Required("name")) { Height = tag.Required("height") }))],
            ReplayData = weather.Find("replayData"),
            AnemometerColumns = [.. weather.List("columns").Select(column => new WeatherColumn(column.Required("name"), column.Required("tag")))],
            InitialPosition = yaw.Text("initialPosition", TurbineTemplates.Default.InitialPosition),
            DegreesPerSecond = yaw.Text("degreePerSecond", TurbineTemplates.Default.DegreesPerSecond),
        };
    }

    /// <summary>Reads the section <c>helics</c> of a profile.</summary>
    /// <param name="helics">The section.</param>
    /// <param name="problems">Where problems go.</param>
    public static HelicsFederation ReadHelics(DocumentMap helics, ProblemList problems)
    {
        WindSection section = new(helics, "helics", problems);
        WindSection broker = section.OptionalSection("broker");
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

    /// <summary>Reads the section <c>ground-truth-module</c> of a profile.</summary>
    /// <param name="module">The section.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The settings; null when nothing is to be recorded.</returns>
    public static GroundTruth? ReadGroundTruth(DocumentMap module, ProblemList problems)
    {
        if (module["elastic"] is null)
        {
            return null;
        }

        WindSection elastic = new WindSection(module, "ground-truth-module", problems).OptionalSection("elastic");
        GroundTruth defaults = new();
        DocumentMap labels = (module["elastic"] as DocumentMap)?["labels"] as DocumentMap ?? DocumentMap.Empty;
        WindSection texts = elastic.OptionalSection("labels");
        return new GroundTruth
        {
            Endpoint = elastic.Text("endpoint", defaults.Endpoint),
            IndexBaseName = elastic.Text("index-base-name", defaults.IndexBaseName),
            Labels = [.. labels.Select(label => (label.Key, texts.Text(label.Key, "")))],
        };
    }

    private static TurbineTemplates ReadMain(WindSection main)
    {
        WindSection turbine = main.Section("turbine");
        WindSection logic = main.Section("logic");
        return new TurbineTemplates
        {
            TurbineType = turbine.Text("type", TurbineTemplates.Default.TurbineType),
            HubHeight = turbine.Text("hubHeight", TurbineTemplates.Default.HubHeight),
            RoughnessLength = turbine.Text("roughnessLength", TurbineTemplates.Default.RoughnessLength),
            HelicsTopic = turbine.Find("helicsTopic"),
            SelectsBeforeOperate = turbine.IsSet("dnp3SBO"),
            SpeedTag = logic.Text("speedTag", TurbineTemplates.Default.SpeedTag),
            DirectionTag = logic.Text("directionTag", TurbineTemplates.Default.DirectionTag),
            DirectionError = logic.Text("directionError", TurbineTemplates.Default.DirectionError),
        };
    }

    private static string? ReadEndpoint(WindSection section, DocumentMap helics)
    {
        if (helics["endpoint"] is DocumentScalar { Scalar: ScalarKind.Boolean } && !section.IsSet("endpoint"))
        {
            return null;
        }

        string name = section.Text("endpoint", "updates");
        return name.Contains('/', StringComparison.Ordinal) ? name : $"{section.Text("federate", "OpenDSS")}/{name}";
    }

    private static int? ReadCount(WindSection broker, DocumentMap helics, ProblemList problems)
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

    private static NodeRedTemplate? ReadNodeRed(WindSection main)
    {
        if (!main.IsSet("node-red"))
        {
            return null;
        }

        WindSection editor = main.Section("node-red");
        WindSection endpoint = editor.OptionalSection("endpoint");
        WindSection authentication = editor.OptionalSection("auth");
        return new NodeRedTemplate
        {
            Host = endpoint.IsEmpty ? null : endpoint.Text("host", "0.0.0.0"),
            Port = endpoint.IsEmpty ? null : endpoint.Text("port", "1880"),
            HasAuthentication = !authentication.IsEmpty,
            Editor = Login(authentication.OptionalSection("editor"), "admin"),
            Viewer = Login(authentication.OptionalSection("ui"), "ui"),
        };
    }

    private static (string User, string Word)? Login(WindSection login, string missing) =>
        login.IsEmpty ? null : (login.Text("user", missing), login.Text("pass", missing));
}
