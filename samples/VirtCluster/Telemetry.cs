using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Scalewright.Hosting;
using Scalewright.Logs;

namespace VirtCluster;

/// <summary>Sends the nodes' log to an OpenTelemetry collector, if one is configured.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ILoggerFactory _loggers;

    private Telemetry(ILoggerFactory loggers) => (_loggers, Sink) = (loggers, new NodeLogSink(loggers));

    /// <summary>Receives the records of the nodes.</summary>
    public ILogSink Sink { get; }

    /// <param name="collector">Address of the collector; null to send nothing.</param>
    public static Telemetry To(Uri? collector) => new(LoggerFactory.Create(logging =>
    {
        if (collector is not null)
        {
            logging.AddOpenTelemetry(telemetry => telemetry.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("virt-cluster")).AddOtlpExporter(exporter =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = new Uri(collector, "/v1/logs");
            }));
        }
    }));

    /// <summary>Sends the remaining records.</summary>
    public void Dispose() => _loggers.Dispose();
}
