namespace Scalewright.Experiments.Flink;

/// <summary>A task manager that is registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Host">The machine that its path names.</param>
/// <param name="Slots">Its slots.</param>
/// <param name="Cpus">Processor cores of its machine.</param>
/// <param name="MemoryMiB">Memory of its machine, in MiB.</param>
internal sealed record FlinkTaskManager(string Id, string Host, int Slots, double Cpus, int MemoryMiB);
