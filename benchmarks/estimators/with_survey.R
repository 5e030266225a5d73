# The tasks with R's survey package; of the slow ones a part, and the time multiplied.
suppressMessages(library(survey))
arguments <- commandArgs(TRUE)
folder <- arguments[1]
replicates <- as.integer(arguments[2])
part <- 10

status <- function(field) {
  lines <- readLines("/proc/self/status")
  as.numeric(gsub("[^0-9]", "", lines[startsWith(lines, field)])) / 1024
}
before <- status("VmRSS")
task <- function(names, work, times = 1) {
  gc()
  cat("5", file = "/proc/self/clear_refs")
  took <- system.time(result <- work(), gcFirst = FALSE)
  for (name in names) {
    cat(sprintf('{"task": "%s", "cpu": %f, "wall": %f, "peak_mb": %f, "part": %s}\n', name,
      (took[[1]] + took[[2]]) * times, took[[3]] * times, status("VmHWM") - before, if (times == 1) "false" else "true"))
  }
  invisible(result)
}

columns <- list.files(folder, "[.]f8$")
survey <- lapply(columns, function(file) {
  path <- file.path(folder, file)
  values <- readBin(path, "double", file.size(path) / 8)
  values[is.nan(values)] <- NA
  values
})
names(survey) <- sub("[.]f8$", "", columns)
survey <- as.data.frame(survey)
known <- lapply(c("sex", "age", "school"), function(name) {
  sizes <- seq_along(unique(survey[[name]])) + 3
  found <- data.frame(seq_along(sizes) - 1, nrow(survey) * sizes / sum(sizes))
  setNames(found, c(name, "Freq"))
})
margins <- list(~sex, ~age, ~school)
items <- paste0("q", 1:60)
some <- items[seq(1, 60, part)]
numbers <- paste0("x", 1:6)
means <- function(of, of_items, f = svymean) for (item in of_items) f(as.formula(paste0("~", item)), of, na.rm = TRUE)
raking <- function(of) rake(of, margins, known, control = list(maxit = 200, epsilon = 1e-9 * nrow(survey)))

design <- task("design", function() svydesign(~cluster, strata = ~stratum, weights = ~weight, data = survey))
task("means", function() means(design, some), part)
by_region <- function(formula, of, na.rm) svyby(formula, ~region, of, svymean, na.rm = na.rm)
task("domains", function() means(design, some, by_region), part)
raked <- task("raking", function() raking(design))
task("means raked", function() means(raked, some), part)
task("Rao-Scott", function() for (item in items[1:3]) svychisq(as.formula(paste0("~", item, "+region")), design), 10)
formula <- as.formula(paste("knows ~", paste(numbers, collapse = " + ")))
task("logistic", function() summary(svyglm(formula, design, family = quasibinomial())))
task("medians", function() svyquantile(as.formula(paste0("~", paste(numbers, collapse = "+"))), design, 0.5, ci = TRUE))
both <- c("bootstrap", "bootstrap raked")
count <- replicates / part
many <- task(both, function() as.svrepdesign(design, type = "subbootstrap", replicates = count), part)
task(both, function() means(many, some[1:2]), part * 30)
task("bootstrap raked", function() raking(many), part)
