using Loopback.Kubernetes.Objects;
using Loopback.Kubernetes.Patches;

namespace Loopback.Kubernetes.Api;

internal sealed class Writing(ControlPlane plane)
{
    private readonly Admission _admission = new(plane.Store);
    private readonly FieldOwners _owners = new(plane.Store.Clock);
    private long _drawn;

    public JsonObject Create(Call call, JsonObject one)
    {
        string name =
            one.Text("metadata", "name") is { Length: > 0 } given ? given
            : one.Text("metadata", "generateName") is { Length: > 0 } prefix
                ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_drawn:x5}")
            : throw ApiFault.BadRequest("name or generateName is required");
        ObjectKey key = new(call.Kind, call.Namespace, name);
        if (one.Text("metadata", "namespace") is { Length: > 0 } space && space != call.Namespace)
        {
            throw ApiFault.BadRequest(
                $"the namespace of the provided object does not match the namespace sent on the request ({space}, {call.Namespace})"
            );
        }

        lock (plane.Store.Gate)
        {
            CheckFields(call, one, what => ApiFault.Undecodable(call.Kind, $"strict decoding error: {what}"));
            _ = plane.Store.Find(key) is null ? true : throw ApiFault.AlreadyExists(key);
            one.Map("metadata").Remove("managedFields");
            return Make(call, key, one, made => _owners.Note(key, [], made, call.Manager));
        }
    }

    public JsonObject Replace(Call call, JsonObject one)
    {
        lock (plane.Store.Gate)
        {
            JsonObject before = plane.Store.Find(call.Key) ?? throw ApiFault.NotFound(call.Key);
            if (call.Subresource == "scale")
            {
                CheckVersion(call.Key, before, one);
                return Scales.Of(StoreScale(call, before, one));
            }

            CheckFields(call, one, what => ApiFault.Undecodable(call.Kind, $"strict decoding error: {what}"));
            CheckPreconditions(call.Key, before, one);
            return Store(call, before, one);
        }
    }

    public JsonObject Patch(Call call, JsonNode patch)
    {
        string type = (call.Http.Request.ContentType ?? "").Split(';')[0];
        lock (plane.Store.Gate)
        {
            JsonObject? before = plane.Store.Find(call.Key);
            if (type == "application/apply-patch+yaml")
            {
                return Apply(call, before, (JsonObject)patch);
            }

            _ = before ?? throw ApiFault.NotFound(call.Key);
            JsonObject target = call.Subresource == "scale" ? Scales.Of(before) : before.Copy();
            switch (type)
            {
                case "application/json-patch+json":
                    JsonPatch.Apply(target, (JsonArray)patch);
                    break;
                case "application/merge-patch+json" or "application/strategic-merge-patch+json":
                    MergePatch.Apply(target, (JsonObject)patch, type.Contains("strategic", StringComparison.Ordinal));
                    break;
                default:
                    throw new ApiFault(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - {type}");
            }

            if (call.Subresource != "scale")
            {
                CheckFields(call, target, what =>
                    ApiFault.Invalid("", "", [FieldError.Invalid("patch", $"\"{patch.ToJsonString()}\": strict decoding error: {what}")])
                );
                return Store(call, before, target);
            }

            CheckVersion(call.Key, before, target);
            return Scales.Of(StoreScale(call, before, target));
        }
    }

    private JsonObject StoreScale(Call call, JsonObject before, JsonObject scale) => Store(call, before, Scales.Apply(before, scale));

    private static void CheckVersion(ObjectKey key, JsonObject before, JsonObject one)
    {
        string wanted = one.Text("metadata", "resourceVersion");
        _ = wanted.Length == 0 || wanted == before.Text("metadata", "resourceVersion") ? true : throw ApiFault.Conflict(key);
    }

    // Kubernetes API concepts, "Field validation". Only pods and Jobs have a schema here.
    private static void CheckFields(Call call, JsonObject one, Func<string, ApiFault> refuse)
    {
        string[] unknown = [.. ObjectSchema.Prune(call.Kind, one).Select(field => $"unknown field \"{field}\"")];
        switch (call.Query("fieldValidation"))
        {
            case "Strict" when unknown.Length > 0:
                throw refuse(string.Join(", ", unknown));
            case "Strict" or "Ignore":
                break;
            default:
                Array.ForEach(unknown, call.Warn);
                break;
        }
    }

    /// <summary>A replacement applies to the object whose uid and version it has.</summary>
    private static void CheckPreconditions(ObjectKey key, JsonObject before, JsonObject one)
    {
        (string wanted, string found) = (one.Text("metadata", "uid"), before.Text("metadata", "uid"));
        if (wanted.Length > 0 && wanted != found)
        {
            throw new ApiFault(
                409,
                "Conflict",
                $"Operation cannot be fulfilled on {key.Kind.Resource} \"{key.Name}\": StorageError: invalid object, AdditionalErrorMsg: Precondition failed: UID in precondition: {wanted}, UID in object meta: {found}"
            )
            {
                Key = key,
            };
        }

        if (key.Kind.IsUpdatedByVersion && one.Text("metadata", "resourceVersion").Length == 0)
        {
            throw ApiFault.Invalid(key, FieldError.Invalid("metadata.resourceVersion", "0: must be specified for an update"));
        }
    }

    private JsonObject Apply(Call call, JsonObject? before, JsonObject wanted)
    {
        if (call.Query("fieldManager").Length == 0)
        {
            throw ApiFault.BadRequest(
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
            );
        }

        JsonObject result = _owners.Apply(call.Key, before ?? [], wanted, call.Manager, call.Query("force") == "true");
        return before is null ? Make(call, call.Key, result, static _ => { }) : Store(call, before, result, isNoted: true);
    }

    private JsonObject Make(Call call, ObjectKey key, JsonObject one, Action<JsonObject> note)
    {
        foreach (string field in new[] { "resourceVersion", "uid", "deletionTimestamp" })
        {
            one.Map("metadata").Remove(field);
        }

        _admission.CheckNew(key, one);
        note(one);
        if (key.Kind == ResourceKind.Pods)
        {
            PodDefaults.Set(one);
        }
        else if (key.Kind == ResourceKind.Namespaces)
        {
            one["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else if (key.Kind.Plural == "resourcequotas")
        {
            // The quota controller copies the limits.
            one["status"] = new JsonObject { ["hard"] = one.At("spec", "hard")?.DeepClone() ?? new JsonObject() };
        }
        else if (key.Kind == ResourceKind.Deployments)
        {
            one.Map("metadata")["generation"] = 1;
            one.Map("spec")["replicas"] ??= 1;
            one.Map("status");
        }
        else if (key.Kind == ResourceKind.Jobs)
        {
            Control.JobRules.SetDefaults(one);
        }
        else if (key.Kind == ResourceKind.StatefulSets)
        {
            one.Map("metadata")["generation"] = 1;
            one.Map("spec")["replicas"] ??= 1;
            one.Map("spec")["podManagementPolicy"] ??= "OrderedReady";
            one.Map("spec", "updateStrategy")["type"] ??= "RollingUpdate";
            one.Map("status");
        }

        return call.IsDryRun ? one : plane.Store.Add(key, one);
    }

    private JsonObject Store(Call call, JsonObject before, JsonObject one, bool isNoted = false)
    {
        CheckVersion(call.Key, before, one);
        string uid = one.Text("metadata", "uid");
        _ =
            uid.Length == 0 || uid == before.Text("metadata", "uid")
                ? true
                : throw ApiFault.Invalid(call.Key, FieldError.Invalid("metadata.uid", $"\"{uid}\": field is immutable"));
        JsonObject after = call.Subresource switch
        {
            "status" => before.Copy(),
            "resize" => PodResizes.Apply(before, one),
            _ => one.Copy(),
        };
        after["status"] = (call.Subresource == "status" ? one : before)["status"]?.DeepClone();
        KeepMeta(before, after);
        if (call.Subresource != "resize")
        {
            Admission.CheckChange(call.Key, before, after);
        }

        if (after.At("metadata", "generation") is not null && !JsonNode.DeepEquals(before["spec"], after["spec"]))
        {
            after.Map("metadata")["generation"] = before.Number("metadata", "generation") + 1;
        }

        if (!isNoted)
        {
            _owners.Note(call.Key, before, after, call.Manager);
        }

        return call.IsDryRun ? after : plane.Store.Replace(call.Key, after);
    }

    // Fields that only the server may write.
    private static void KeepMeta(JsonObject before, JsonObject after)
    {
        (after["apiVersion"], after["kind"]) = (before.Text("apiVersion"), before.Text("kind"));
        if (after["status"] is null)
        {
            after.Remove("status");
        }

        foreach (
            string field in new[]
            {
                "name",
                "namespace",
                "uid",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "generation",
            }
        )
        {
            if (before.At("metadata", field) is { } value)
            {
                after.Map("metadata")[field] = value.DeepClone();
            }
        }
    }
}
