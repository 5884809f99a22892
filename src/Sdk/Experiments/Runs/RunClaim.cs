namespace Scalewright.Experiments.Runs;

/// <summary>
/// Exclusive right to write the history of a run, or to execute the runs of a folder, on all machines that share the
/// folder: a locked file. It contains the Slurm job, the process and the machine. The system releases the lock when its
/// program ends.
/// </summary>
internal sealed class RunClaim : IDisposable
{
    private const string Ending = ".claim";

    private readonly FileStream _file;
    private readonly Func<bool> _isDone;

    private RunClaim(FileStream file, Func<bool> isDone) => (_file, _isDone) = (file, isDone);

    /// <summary>Claims a run.</summary>
    /// <exception cref="ExperimentException">Another program writes the run.</exception>
    public static RunClaim Take(ExperimentFolder folder, string point, int run)
    {
        string path = Path.ChangeExtension(folder.GetRunPath(point, run), Ending);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new RunClaim(
            Lock(path, folder.Name, shown => new Problem(
                ProblemCode.InvalidStage,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"run {run} of {TextEscaping.Escape(point)} is being written by another program"
                ),
                $"wait until the job in {shown} ends, or cancel it"
            )),
            () => folder.IsRunCompleted(point, run)
        );
    }

    /// <summary>Claims all runs of a folder.</summary>
    /// <param name="isDone">Returns true if all runs have ended.</param>
    /// <returns>Null if all runs have ended.</returns>
    /// <exception cref="ExperimentException">Another program executes the runs.</exception>
    public static RunClaim? TakeAll(ExperimentFolder folder, Func<bool> isDone)
    {
        string path = Path.Combine(folder.FullPath, $"sweep{Ending}");
        return isDone() && !File.Exists(path)
            ? null
            : new RunClaim(
                Lock(path, folder.Name, shown => new Problem(
                    ProblemCode.InvalidStage,
                    "another program executes its runs",
                    $"wait until the process in {shown} ends, or end it"
                )
                {
                    Source = folder.FullPath,
                }),
                () => isDone() && DeleteLeft(folder)
            );
    }

    /// <summary>Releases the claim. A program that already opened its file then finds the runs completed.</summary>
    public void Dispose()
    {
        if (_isDone())
        {
            File.Delete(_file.Name);
        }

        _file.Dispose();
    }

    /// <summary>Deletes the files of programs that were killed between the end of a run and their own.</summary>
    private static bool DeleteLeft(ExperimentFolder folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder.FullPath, $"run-*{Ending}", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        return true;
    }

    private static FileStream Lock(string path, string name, Func<string, Problem> describe)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new ExperimentException([describe(TextEscaping.Escape(path))], name);
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(DescribeOwner()));
        return file;
    }

    private static string DescribeOwner()
    {
        string array = Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID") ?? "";
        string job =
            array.Length > 0
                ? $"{array}_{Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID")}"
                : Environment.GetEnvironmentVariable("SLURM_JOB_ID") ?? "";
        string prefix = job.Length > 0 ? $"Slurm job {job}, " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}process {Environment.ProcessId} of {Environment.MachineName}\n");
    }
}
