using System.Globalization;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>The sections of a main controller.</summary>
internal static class MainControllerConfig
{
    private const int Dnp3Port = 20_000;

    /// <summary>The flow editor; null if it is not configured.</summary>
    /// <exception cref="ReferenceException">The value is not a map.</exception>
    public static TurbineSection? NodeRed(WindConfigs configs) => MainOf(configs).Optional("node-red");

    /// <summary>Writes all sections in their order.</summary>
    /// <exception cref="ReferenceException">A value cannot be written.</exception>
    public static void Write(WindConfigs configs, WindContainer container, Value? broker, ref XmlOutput xml)
    {
        WritePowerOutput(configs, ref xml);
        if (broker is not null)
        {
            WriteFederate(configs, container, broker, ref xml);
        }

        if (NodeRed(configs) is { } nodeRed)
        {
            WriteNodeRed(nodeRed, ref xml);
        }

        WriteLogic(MainOf(configs).Section("logic"), ref xml);
        ModbusSection.WriteClient(TurbineComponent.SignalConverter, ModbusSection.WeatherPoints(configs), ref xml);
        ModbusSection.WriteClient(TurbineComponent.YawController, ModbusSection.YawPoints, ref xml);
        ModbusSection.WriteClient(TurbineComponent.Blade1, ModbusSection.BladePoints, ref xml);
        ModbusSection.WriteClient(TurbineComponent.Blade2, ModbusSection.BladePoints, ref xml);
        ModbusSection.WriteClient(TurbineComponent.Blade3, ModbusSection.BladePoints, ref xml);
        WriteOutstation(configs, container, ref xml);
    }

    private static TurbineSection MainOf(WindConfigs configs) => configs.Defaults.Section("main-controller");

    private static void WritePowerOutput(WindConfigs configs, ref XmlOutput xml)
    {
        TurbineSection turbine = MainOf(configs).Section("turbine");
        xml.Open("wind-turbine");
        xml.Open("power-output");
        xml.Leaf("turbine-type", turbine.Content("type", "E-126/4200"));
        xml.Leaf("hub-height", turbine.Formatted("hubHeight", "135"));
        xml.Leaf("roughness-length", turbine.Formatted("roughnessLength", "0.15"));
        WriteWeather(MainOf(configs).Section("weather"), ref xml);
        xml.Open("tags");
        xml.Leaf("cut-in", "turbine.cut-in");
        xml.Leaf("cut-out", "turbine.cut-out");
        xml.Leaf("output", "turbine.mw-output");
        xml.Leaf("emergency-stop", "turbine.emergency-stop");
        xml.Close("tags");
        xml.Close("power-output");
        xml.Close("wind-turbine");
    }

    private static void WriteWeather(TurbineSection weather, ref XmlOutput xml)
    {
        (string Name, string Height, string? Tag)[] columns = [.. weather.Items("columns").SelectMany(
            column => Loose.Items(Loose.Index(column, "tags")),
            (column, tag) => (
                TurbineSection.AttributeOf(Loose.Index(column, "name")),
                Loose.Text(Loose.Index(tag, "height")),
                TurbineSection.ContentOf(Loose.Index(tag, "name"))))];
        if (columns.Length == 0)
        {
            xml.Leaf("weather-data", null);
            return;
        }

        xml.Open("weather-data");
        foreach ((string name, string height, string? tag) in columns)
        {
            xml.Leaf("column", tag, ("name", name), ("height", height));
        }

        xml.Close("weather-data");
    }

    private static void WriteFederate(WindConfigs configs, WindContainer container, Value broker, ref XmlOutput xml)
    {
        xml.Open("io", ("name", "helics-federate"));
        xml.Leaf("broker-endpoint", TurbineSection.ContentOf(broker));
        xml.Leaf("federate-name", container.Name);
        xml.Leaf("federate-log-level", configs.Helics.Content("log-level", "SUMMARY"));
        Value endpoint = configs.Helics["endpoint"] ?? new ScalarValue("updates");
        if (Loose.IsTrue(endpoint))
        {
            string name = Loose.Contains(endpoint, "/")
                ? TurbineSection.AttributeOf(endpoint)
                : $"{configs.Helics.Formatted("federate", "OpenDSS")}/{Loose.Text(endpoint)}";
            xml.Open("endpoint", ("name", name));
            xml.Leaf("tag", "turbine.mw-output", ("key", container.Fill(Topic(configs))));
            xml.Close("endpoint");
        }

        xml.Close("io");
    }

    private static Value Topic(WindConfigs configs)
    {
        Value?[] choices = [configs.Helics["topic"], MainOf(configs).Section("turbine")["helicsTopic"]];
        return choices.FirstOrDefault(Loose.IsTrue) ?? new ScalarValue("wtg.{{turbine_id}}.mw");
    }

    private static void WriteNodeRed(TurbineSection nodeRed, ref XmlOutput xml)
    {
        xml.Open("node-red", ("name", TurbineDevices.GetName(TurbineComponent.MainController)));
        xml.Leaf("executable", "node-red");
        xml.Leaf("theme", "dark");
        xml.Leaf("flow-path", "/etc/node-red.json");
        if (nodeRed.Optional("endpoint") is { } endpoint)
        {
            xml.Leaf("endpoint", null, ("host", endpoint.Attribute("host", "0.0.0.0")), ("port", endpoint.Formatted("port", "1880")));
        }

        if (nodeRed.Optional("auth") is { } authentication)
        {
            WriteAuthentication(authentication.Optional("editor"), authentication.Optional("ui"), ref xml);
        }

        xml.Close("node-red");
    }

    private static void WriteAuthentication(TurbineSection? editor, TurbineSection? viewer, ref XmlOutput xml)
    {
        if (editor is null && viewer is null)
        {
            xml.Leaf("authentication", null);
            return;
        }

        xml.Open("authentication");
        if (editor is { } one)
        {
            xml.Leaf("editor", null, ("username", one.Attribute("user", "admin")), ("password", one.Attribute("pass", "admin")));
        }

        if (viewer is { } other)
        {
            xml.Leaf("ui", null, ("username", other.Attribute("user", "ui")), ("password", other.Attribute("pass", "ui")));
        }

        xml.Close("authentication");
    }

    private static void WriteLogic(TurbineSection logic, ref XmlOutput xml)
    {
        xml.Open("logic", ("name", TurbineDevices.GetName(TurbineComponent.MainController)));
        xml.Leaf("period", "1s");
        xml.Leaf("process-updates", "true");
        xml.CData("program", TurbinePrograms.MainControllerProgram);
        xml.Open("variables");
        xml.Leaf("speed", "0", ("tag", logic.Attribute("speedTag", "speed.high")));
        xml.Leaf("direction", "0", ("tag", logic.Attribute("directionTag", "dir.high")));
        xml.Leaf("cut_in", "100", ("tag", "turbine.cut-in"));
        xml.Leaf("cut_out", "0", ("tag", "turbine.cut-out"));
        xml.Leaf("current_yaw", "0", ("tag", "yaw.current"));
        xml.Leaf("yaw_setpoint", "0", ("tag", "yaw.setpoint"));
        xml.Leaf("dir_error", logic.Formatted("directionError", "0.04"), ("tag", "yaw.dir-error"));
        xml.Leaf("proto_emer_stop", "0", ("tag", "turbine.emergency-stop"));
        xml.Leaf("feathered", "0");
        xml.Close("variables");
        xml.Close("logic");
    }

    private static void WriteOutstation(WindConfigs configs, WindContainer container, ref XmlOutput xml)
    {
        string select = MainOf(configs).Section("turbine").Formatted("dnp3SBO", "False").ToLowerInvariant();
        xml.Open("dnp3", ("name", "dnp3-outstation"), ("mode", "server"));
        xml.Leaf("endpoint", string.Create(CultureInfo.InvariantCulture, $"{container.ExternalAddress}:{Dnp3Port}"));
        xml.Open("outstation", ("name", "dnp3-outstation"));
        xml.Leaf("local-address", "1024");
        xml.Leaf("remote-address", "1");
        WritePoint("output", "binary", 0, "turbine.emergency-stop", select, ref xml);
        WritePoint("output", "analog", 0, "yaw.dir-error", select, ref xml);
        WritePoint("input", "analog", 0, "yaw.current", null, ref xml);
        WritePoint("input", "analog", 1, "yaw.setpoint", null, ref xml);
        WritePoint("input", "analog", 2, "turbine.mw-output", null, ref xml);
        WritePoint("input", "binary", 0, "feathered", null, ref xml);
        int index = 3;
        foreach ((_, string? tag) in ModbusSection.WeatherPoints(configs))
        {
            WritePoint("input", "analog", index++, tag, null, ref xml);
        }

        xml.Close("outstation");
        xml.Close("dnp3");
    }

    private static void WritePoint(string direction, string type, int index, string? tag, string? select, ref XmlOutput xml)
    {
        xml.Open(direction, ("type", type));
        xml.Leaf("address", index.ToString(CultureInfo.InvariantCulture));
        xml.Leaf("tag", tag);
        if (select is not null)
        {
            xml.Leaf("sbo", select);
        }

        xml.Close(direction);
    }
}
