namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>The recorded loads beside these tests; Traces/README.md names their sources.</summary>
internal static class RecordedLoads
{
    public static LoadTrace NasaWeek => Read("nasa_http_1995_1min_week1.csv");

    public static LoadTrace NasaMonth => Read("nasa_http_1995_5min_28days.csv");

    public static LoadTrace AzureCode => Read("azure_llm_2023_code_requests_10s.csv");

    public static byte[] Bytes(string name) =>
        File.ReadAllBytes(Repository.At("tests", "Core", "Decisions", "Backtesting", "Traces", name));

    private static LoadTrace Read(string name) => TraceReader.ParseCsv(Bytes(name), source: name);
}
