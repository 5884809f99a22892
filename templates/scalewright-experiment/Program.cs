using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;

// Executes all runs of the definition in the simulation, as fast as possible. After an interruption, start the program
// again: it executes only the runs that have not ended.
if (args.Length > 2 || args.Any(argument => argument.StartsWith('-')))
{
    Console.Error.WriteLine("Usage: AcmeFile [DEFINITION.yaml [DATA]]");
    return 2;
}

string definition = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "experiment.yaml");
string data = args.Length > 1 ? args[1] : "data";
using CancellationTokenSource end = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    end.Cancel();
};

try
{
    ExperimentDefinition read = ExperimentDefinition.Load(definition);
    foreach (Problem problem in read.Problems)
    {
        Console.Error.WriteLine(problem);
    }

    if (read.Experiments.Count == 0)
    {
        return 1;
    }

    ExperimentFolder folder = ExperimentFolder.ContinueOrCreate(data, read, TimeProvider.System);
    ExperimentSweep sweep = new(folder, read.Experiments) { MaxDegreeOfParallelism = Environment.ProcessorCount };
    ExperimentSweepResult result = await sweep.RunAsync(end.Token);
    folder.Complete(TimeProvider.System);

    ExperimentData results = folder.ReadData();
    Console.WriteLine(ExperimentHeadline.Create(results));

    TidyExport.Write(results, folder.FullPath);
    string page = Path.Combine(folder.FullPath, "report.html");
    await ExperimentPage.Create(results).WriteAsync(page, end.Token);
    Console.WriteLine($"{result.CompletedCount} runs completed, {result.FailedCount} failed; the report is {page}");
    return result.IsSuccess ? 0 : 1;
}
catch (ExperimentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped; start again to continue");
    return 130;
}
