namespace Scalewright.Sweeps;

/// <summary>
/// Record of a job that runs elements of a sweep. It is written before the job is submitted, so that a later controller
/// finds the job. Elements of a job without a record do nothing.
/// </summary>
/// <param name="File">File of the record.</param>
/// <param name="Name">Unique name of the job.</param>
/// <param name="Id">ID of the job; null if the submission has not been answered.</param>
internal sealed record SweepJob(string File, string Name, long? Id);
