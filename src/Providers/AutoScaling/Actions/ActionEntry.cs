using Scalewright.Providers.AutoScaling.Parameters;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>One action of a service.</summary>
/// <param name="Service">Whose.</param>
/// <param name="Changes">Whether it may change the account.</param>
/// <param name="Parameters">Its parameters with their fates.</param>
/// <param name="Run">What it does: pure. Refusals are <see cref="QueryFaultException"/>.</param>
internal sealed record ActionEntry(
    WireService Service, bool Changes, ParameterTable Parameters, Func<ActionContext, ActionResult> Run);
