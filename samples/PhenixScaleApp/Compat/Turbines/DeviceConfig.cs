using System.Buffers;
using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>
/// Writes the OT-sim configuration of a device. Does not use the SDK's writer, because the reference accepts values of
/// any type and writes or rejects each in its own way.
/// </summary>
internal static class DeviceConfig
{
    /// <summary>Writes a configuration.</summary>
    /// <param name="configs">Configuration of the profile.</param>
    /// <param name="container">The device's container.</param>
    /// <param name="broker">Address of the co-simulation's broker; null if the device does not take part.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <exception cref="ReferenceException">A value cannot be written.</exception>
    public static void Write(WindConfigs configs, WindContainer container, Value? broker, IBufferWriter<byte> buffer)
    {
        XmlOutput xml = new(buffer);
        xml.Open("ot-sim");
        xml.Open("message-bus");
        xml.Leaf("pull-endpoint", "tcp://127.0.0.1:1234");
        xml.Leaf("pub-endpoint", "tcp://127.0.0.1:5678");
        xml.Close("message-bus");
        WriteCpu(configs, container, broker is not null, ref xml);
        WriteGroundTruth(configs, container, ref xml);
        switch (container.Component)
        {
            case TurbineComponent.MainController:
                MainControllerConfig.Write(configs, container, broker, ref xml);
                break;
            case TurbineComponent.SignalConverter:
                WriteSignalConverter(configs, ref xml);
                break;
            case TurbineComponent.YawController:
                WriteYawController(configs, ref xml);
                break;
            default:
                ModbusSection.WriteServer(container.Component, ModbusSection.BladePoints, ref xml);
                break;
        }

        xml.Close("ot-sim");
        xml.Flush();
    }

    private static void WriteCpu(WindConfigs configs, WindContainer container, bool isFederate, ref XmlOutput xml)
    {
        xml.Open("cpu");
        xml.Open("api");
        xml.Leaf("endpoint", "0.0.0.0:9101");
        xml.Close("api");
        xml.Leaf("module", "ot-sim-message-bus {{config_file}}", ("name", "backplane"));
        if (configs.Elastic is not null)
        {
            xml.Leaf("module", "ot-sim-ground-truth-module {{config_file}}", ("name", "ground-truth"));
        }

        xml.Open("logs");
        xml.Leaf("file", "/etc/ot-sim/log.txt", ("size", "5"), ("backups", "1"), ("age", "1"), ("compress", "true"));
        xml.Close("logs");
        foreach ((string name, string program) in Modules(configs, container.Component, isFederate))
        {
            xml.Leaf("module", $"ot-sim-{program}-module {{{{config_file}}}}", ("name", name));
        }

        xml.Close("cpu");
    }

    /// <summary>Modules of a device: the name in the configuration, and the suffix of the program's name.</summary>
    private static (string Name, string Program)[] Modules(WindConfigs configs, TurbineComponent component, bool isFederate)
    {
        (string, string) modbus = ("modbus", "modbus");
        (string, string) logic = ("logic", "logic");
        return component switch
        {
            TurbineComponent.MainController =>
            [
                ("turbine-power-output", "wind-turbine-power-output"),
                .. isFederate ? [("i/o", "io")] : Array.Empty<(string, string)>(),
                .. MainControllerConfig.NodeRed(configs) is null ? Array.Empty<(string, string)>() : [("node-red", "node-red")],
                logic,
                modbus,
                ("dnp3", "dnp3"),
            ],
            TurbineComponent.SignalConverter => configs.ReplayData is null ? [] : [("turbine-anemometer", "wind-turbine-anemometer"), modbus],
            TurbineComponent.YawController => [modbus, logic],
            _ => [modbus],
        };
    }

    private static void WriteGroundTruth(WindConfigs configs, WindContainer container, ref XmlOutput xml)
    {
        if (configs.Elastic is not { } elastic)
        {
            return;
        }

        xml.Open("ground-truth");
        xml.Open("elastic");
        xml.Leaf("endpoint", elastic.Content("endpoint", "http://localhost:9200"));
        xml.Leaf("index-base-name", elastic.Content("index-base-name", "ot-sim"));
        MapValue labels = Loose.AsMap(elastic["labels"] ?? new MapValue(), "items");
        for (int i = 0; i < labels.Count; i++)
        {
            xml.Leaf("label", container.Fill(labels.ValueAt(i)), ("name", TurbineSection.AttributeOf(labels.KeyValueAt(i))));
        }

        xml.Close("elastic");
        xml.Close("ground-truth");
    }

    private static void WriteSignalConverter(WindConfigs configs, ref XmlOutput xml)
    {
        if (configs.ReplayData is null)
        {
            return;
        }

        (string, string?)[] columns = [.. configs.Weather.Items("columns").Select(column =>
            (TurbineSection.AttributeOf(Loose.Index(column, "name")), TurbineSection.ContentOf(Loose.Index(column, "tag"))))];
        xml.Open("wind-turbine");
        xml.Open("anemometer");
        if (columns.Length == 0)
        {
            xml.Leaf("weather-data", null);
        }
        else
        {
            xml.Open("weather-data");
            foreach ((string name, string? tag) in columns)
            {
                xml.Leaf("column", tag, ("name", name));
            }

            xml.Close("weather-data");
        }

        xml.Leaf("data-path", "/shared/weather.csv");
        xml.Close("anemometer");
        xml.Close("wind-turbine");
        ModbusSection.WriteServer(TurbineComponent.SignalConverter, ModbusSection.WeatherPoints(configs), ref xml);
    }

    private static void WriteYawController(WindConfigs configs, ref XmlOutput xml)
    {
        TurbineSection yaw = configs.Defaults.Section("yaw-controller").Section("yaw");
        ModbusSection.WriteServer(TurbineComponent.YawController, ModbusSection.YawPoints, ref xml);
        xml.Open("logic", ("name", TurbineDevices.GetName(TurbineComponent.YawController)));
        xml.Leaf("period", "1s");
        xml.Leaf("process-updates", "true");
        xml.CData("program", TurbinePrograms.CreateYawProgram(yaw.Formatted("degreePerSecond", "0.1")));
        xml.Open("variables");
        xml.Leaf("current_yaw", yaw.Formatted("initialPosition", "0"), ("tag", "yaw.current"));
        xml.Leaf("yaw_setpoint", "0", ("tag", "yaw.setpoint"));
        xml.Close("variables");
        xml.Close("logic");
    }
}
